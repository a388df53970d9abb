-- What anybody would ask for first: of each person the last contact, how many of ours in the windows that policies count, whether
-- they refused. The gate over everybody is measured against it, and says besides why, until when, and by which channel.
WITH ours AS (
    SELECT person, max("at") AS last_at,
           count(*) FILTER ("at" >= {now} - 86400000000) AS in_a_day,
           count(*) FILTER ("at" >= {now} - 14 * 86400000000) AS in_14_days,
           count(*) FILTER ("at" >= {now} - 30 * 86400000000) AS in_30_days,
           count(*) FILTER (reached AND "at" >= {now} - 7 * 86400000000) AS spoken_in_7_days
    FROM contacts WHERE direction = 'out' GROUP BY person
), said AS (SELECT DISTINCT person FROM refusals)
SELECT p.person, o.* EXCLUDE (person), s.person IS NOT NULL AS refused
FROM people p LEFT JOIN ours o USING (person) LEFT JOIN said s USING (person)

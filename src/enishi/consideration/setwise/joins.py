"""From the rows of the desk's database to the tables of everybody's view, in DuckDB's SQL.

`gathering` says the same of one person: whose contact it is, who shares a telephone, how far back the policy remembers.
"""

HELD = """
WITH one AS (
    SELECT c.person, h.*, row_number() OVER (PARTITION BY c.person, h.point ORDER BY h.ended, h.rank) AS turn
    FROM read_holdings h JOIN cluster c USING (record))
SELECT person, point, kind, coalesce(value, '') AS value, coalesce(postal_code, '') AS postal_code, use, hash, ended,
       row_number() OVER (PARTITION BY person ORDER BY ended, rank, point) - 1 AS rank
FROM one WHERE turn = 1
"""
CLUSTER = "SELECT coalesce(canonical, id) AS person, id AS record FROM read_records"
# What was told of any of them is told of the person; the canonical record speaks first
PEOPLE = """
WITH told AS (
    SELECT c.person, first(r.zone ORDER BY r.canonical IS NOT NULL, r.id) FILTER (r.zone IS NOT NULL) AS zone
    FROM read_records r JOIN cluster c ON c.record = r.id GROUP BY c.person),
now AS (
    SELECT person, list(postal_code) FILTER (kind = 'postal') AS postal_codes, list(value) FILTER (kind = 'phone') AS numbers
    FROM held WHERE NOT ended GROUP BY person)
SELECT t.person, r.met_as, t.zone, coalesce(n.postal_codes, []) AS postal_codes, coalesce(n.numbers, []) AS numbers
FROM told t JOIN read_records r ON r.id = t.person LEFT JOIN now n ON n.person = t.person
"""
_TOLD = "SELECT c.person, t.* EXCLUDE (record) FROM read_{name} t JOIN cluster c USING (record)"
# A refused number that came back after an erasure is another point with the same hash
_HASHED = "SELECT person, hash, max_by(point, rank) AS point FROM held WHERE hash IS NOT NULL GROUP BY person, hash"

QUERIES = {
    "hashed": _HASHED,
    "refusals": """
WITH bound AS (
    SELECT c.person, r.id FROM read_refusals r JOIN cluster c USING (record)
    UNION SELECT h.person, r.id FROM read_refusals r JOIN held h USING (point)
    UNION SELECT h.person, r.id FROM read_refusals r JOIN hashed h USING (hash))
SELECT b.person, r."at", r.scope, c.record IS NOT NULL AS binds_person, coalesce(k.point, r.point) AS point, r.client, r.topic, r.channel
FROM bound b JOIN read_refusals r USING (id)
LEFT JOIN cluster c ON c.record = r.record AND c.person = b.person
LEFT JOIN hashed k ON k.hash = r.hash AND k.person = b.person
""",
    "halts": """
WITH bound AS (
    SELECT h.person, r.id FROM read_halts r JOIN held h USING (point)
    UNION SELECT h.person, r.id FROM read_halts r JOIN hashed h USING (hash))
SELECT b.person, coalesce(k.point, r.point) AS point, r."at"
FROM bound b JOIN read_halts r USING (id) LEFT JOIN hashed k ON k.hash = r.hash AND k.person = b.person
""",
    "pauses": _TOLD.format(name="pauses"),
    "wishes": """
SELECT c.person, w.* EXCLUDE (record) REPLACE (coalesce(w.from_minute, 0) AS from_minute, coalesce(w.until_minute, 0) AS until_minute)
FROM read_wishes w JOIN cluster c USING (record)
""",
    "consents": _TOLD.format(name="consents"),
    "requests": _TOLD.format(name="requests"),
    # A ring asks for an answer from when it rang, whenever a log told us of it
    "promises": """
WITH bound AS (
    SELECT c.person, p.id FROM read_promises p JOIN cluster c USING (record)
    UNION SELECT h.person, p.id FROM read_promises p JOIN held h USING (point) WHERE p.record IS NULL)
SELECT b.person, p.id, CASE WHEN p.in_words THEN p.made_at ELSE least(p.made_at, p.tried_from) END AS "at", p.made_at, p.owed_by,
       CASE WHEN p.asked_by = 'us' THEN 'us' ELSE 'them' END AS asked_by, p.from_at, p.due_at, p.client, p.topic, p.in_words,
       p.tried_from, CASE WHEN p.record IS NULL THEN p.point END AS point
FROM bound b JOIN read_promises p USING (id)
""",
    # What a policy must remember it remembers; only what an old request would ask for has an end
    "remembered": """
WITH asked AS (
    SELECT person, min("at") AS "at" FROM (
        SELECT person, "at" FROM requests UNION ALL SELECT person, made_at FROM promises) GROUP BY person)
SELECT p.person, least(m.since, greatest(coalesce(a."at", {now}), {longest})) - {slack} AS since
FROM people p JOIN memories m USING (met_as) LEFT JOIN asked a USING (person)
""",
    # A mistaken call of theirs that was taken asks for no answer: for the gate, we have spoken
    "told": """
WITH latest AS (SELECT * FROM read_outcomes QUALIFY row_number() OVER (PARTITION BY touch ORDER BY id DESC) = 1)
SELECT t.id, t."at" AS happened_at, least(t."at", t.recorded_at) AS "at", CASE WHEN t.outside_gate THEN t.recorded_at END AS outside_at,
       t.channel, t.direction, t.purpose,
       coalesce(o.reached OR (o.code = 'no_business' AND t.direction = 'in'), false) AS reached,
       coalesce(o.record, t.record) AS record, t.point, t.member, t.client, t.topic
FROM read_touches t LEFT JOIN latest o ON o.touch = t.id
""",
    "touched": """
WITH near AS (
    SELECT c.person, t.id FROM told t JOIN cluster c USING (record)
    UNION SELECT h.person, t.id FROM told t JOIN held h USING (point) WHERE h.use <> 'switchboard')
SELECT n.person, 'contacts' AS part, t.* FROM near n JOIN told t USING (id) JOIN remembered r USING (person)
WHERE t.happened_at >= r.since OR t.outside_at >= r.since
UNION ALL
SELECT h.person, 'switchboard', t.* FROM told t JOIN held h USING (point)
WHERE h.use = 'switchboard' AND (t.happened_at >= {today} OR t.outside_at >= {today})
AND NOT EXISTS (SELECT 1 FROM cluster c WHERE c.record = t.record AND c.person = h.person)
""",
    # Whoever used a permit was shown the number: as long as nobody says what became of it, they called
    "permitted": """
WITH living AS (
    SELECT p.* FROM read_permits p WHERE (p.used_at IS NULL AND p.expires_at > {now}) OR (p.used_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM read_touches t WHERE t.permit = p.id AND t.point = p.point AND t."at" >= p.granted_at))),
near AS (
    SELECT c.person, p.id, 'permits' AS part FROM living p JOIN cluster c USING (record)
    UNION SELECT h.person, p.id, 'permits' FROM living p JOIN held h USING (point) WHERE h.use <> 'switchboard'
    UNION SELECT h.person, p.id, 'switchboard' FROM living p JOIN held h USING (point) WHERE h.use = 'switchboard'
    AND NOT EXISTS (SELECT 1 FROM cluster c WHERE c.record = p.record AND c.person = h.person))
SELECT n.person, n.part, p.id, coalesce(p.used_at, p.granted_at) AS "at", p.channel, p.purpose, p.record, p.point, p.member,
       p.client, p.topic
FROM near n JOIN living p USING (id) JOIN remembered r USING (person) WHERE p.used_at IS NULL OR p.used_at >= r.since
""",
    "contacts": """
WITH every AS (
    SELECT person, part, id, "at", CASE WHEN outside_at - "at" > 3600000000 THEN outside_at ELSE "at" END AS counted_at, channel, direction,
           purpose, reached, record, point, member, client, topic FROM touched
    UNION ALL SELECT person, part, id, "at", "at", channel, 'out', purpose, false, record, point, member, client, topic FROM permitted)
SELECT e.* EXCLUDE (record), CASE WHEN e.record IS NULL THEN 'nobody' WHEN c.record IS NOT NULL THEN 'theirs' ELSE 'other' END AS whose
FROM every e LEFT JOIN cluster c ON c.record = e.record AND c.person = e.person
""",
}

"""Writers of one process stand in line, whoever writes a single statement too."""

import threading

import pytest
from django.db import connection, transaction

from enishi.kernel.database import is_postgres
from enishi.team.models import Client


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", ["one", "many"])
def test_a_single_statement_waits_for_a_transaction_instead_of_being_turned_away(statement: str) -> None:
    begun, said = threading.Event(), []

    def write_alone() -> None:
        begun.wait(10)
        try:
            if not is_postgres():
                # SQLite's own waiting, in which the unlucky wait for ever, is not what is looked at
                with connection.cursor() as cursor:
                    cursor.execute("PRAGMA busy_timeout = 0")
            if statement == "one":
                said.append(Client.objects.filter(name="青葉手帳").update(name="青葉"))
            else:
                with connection.cursor() as cursor:
                    cursor.executemany("UPDATE team_client SET name = %s WHERE name = %s", [["若葉", "若葉手帳"]])
                said.append(0)
        except Exception as fault:  # noqa: BLE001 - shown by the test
            said.append(fault)
        finally:
            connection.close()

    other = threading.Thread(target=write_alone)
    other.start()
    with transaction.atomic():
        Client.objects.create(name="みどり食品")
        begun.set()
        other.join(0.5)
    other.join(10)
    assert said == [0]

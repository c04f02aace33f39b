"""The head counts of the demo: complete, exact in sum, honest about what is invented."""

from collections import Counter

from pik.accounts.reference import gemeinden
from planning.calculations import Count, allocate
from planning.demo import Origin, demo_counts
from planning.published import Precision, Stage, published_amounts

THRESHOLD = 51_000


def test_demo_counts_are_all_gemeinden_and_72857_persons():
    counts = demo_counts()

    assert list(counts) == list(gemeinden())
    assert sum(count.persons for count in counts.values()) == 72_857
    assert all(count.persons > 0 and count.source for count in counts.values())


def test_demo_counts_where_published_are_the_published_ones():
    final = {row.ags: row for row in published_amounts() if row.stage == Stage.FINAL}

    real = {ags: count for ags, count in demo_counts().items() if not count.is_invented}

    assert {ags: (count.persons, count.source) for ags, count in real.items()} == {
        ags: (row.persons, row.source) for ags, row in final.items()
    }
    assert all(count.source.startswith("http") for count in real.values())


def test_demo_counts_say_where_they_come_from():
    origins = Counter(count.origin for count in demo_counts().values())

    assert origins == {
        Origin.PRINTED: 2,
        Origin.FROM_AMOUNT: 13,
        Origin.FROM_ROUNDED_AMOUNT: 15,
        Origin.INVENTED: 1071,
    }


def test_demo_counts_tell_origin_and_address_as_people_read_them():
    counts = demo_counts().values()

    told = {count.origin: count.told for count in counts}
    assert told[Origin.FROM_AMOUNT].startswith("aus dem veröffentlichten Betrag berechnet: http")
    assert told[Origin.INVENTED].startswith("Erfunden: ")
    assert max(len(count.told) for count in counts) <= 300


def test_demo_counts_give_the_published_amounts_to_the_euro():
    allocation = allocate(58_000_000, [Count(ags, count.persons) for ags, count in demo_counts().items()])
    amounts = {line.ags: line.amount for line in allocation.lines}

    published = {
        row.ags: row.amount
        for row in published_amounts()
        if row.stage == Stage.FINAL and row.precision != Precision.ROUNDED
    }

    assert {ags: amounts[ags] for ags in published} == published


def test_demo_counts_let_ladenburg_apply_alone_and_its_neighbours_not():
    allocation = allocate(58_000_000, [Count(ags, count.persons) for ags, count in demo_counts().items()])

    alone = {gemeinden()[line.ags].name for line in allocation.lines if line.amount >= THRESHOLD}

    assert "Ladenburg" in alone
    assert not {"Angelbachtal", "Mauer", "Neckarbischofsheim", "Wehr"} & alone
    assert demo_counts()["08337116"].persons == 64

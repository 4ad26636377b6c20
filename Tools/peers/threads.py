"""Handcar's tensor-train layers on one core and on two."""

import os
import statistics
from pathlib import Path

from rows import TT_ROWS
from tasks import tt_task
from timing import Entry, Failure, Neighbour, Process, spread

SMALLEST = 2_500_000  # multiply-adds of a layer, as Handcar computes it
SLOT = 8000  # microseconds of calls in one turn: the second thread may have to wake up
PATIENCE = 5  # times that of other sections: two cores are seldom free at once
# What is timed: number of threads, options of `handcar convert`.
WAYS = {"one": (1, []), "two": (2, []), "two, memory for it": (2, ["--threads", "2"])}


def second_core(core):
    """One that the process may use and that is not the other half of the same core; None if there is none."""
    path = Path(f"/sys/devices/system/cpu/cpu{core}/topology/thread_siblings_list")
    siblings = path.read_text().strip() if path.exists() else str(core)
    taken = set()
    for part in siblings.split(","):
        first, _, last = part.partition("-")
        taken |= set(range(int(first), int(last or first) + 1))
    return next((other for other in range(os.cpu_count()) if other not in taken), None)


def measure(machine, rounds, work, failures, say):
    """Medians and ratios of the rounds for each layer that is large enough, and the share of disturbed turns; None where
    there is one core."""
    other = second_core(machine.core)
    if other is None:
        say("skipped: threads (there is no second core)")
        return None
    probe = Process(f"machine {other}", [str(work / "machine")], {other}, work)
    probes = [*machine.neighbour.entries, Entry(probe, "neighbour", "neighbour")]
    neighbour = Neighbour(probes, PATIENCE * machine.neighbour.patience)
    command = [str(work / "harness"), str(machine.core), str(other)]
    workers = {1: machine.handcar, 2: Process("handcar of two threads", command, {machine.core, other}, work)}
    results = []
    for row in TT_ROWS:
        task = tt_task("threads", row, 1)
        if row.outside or task.multiply_adds < SMALLEST:
            continue
        entries = {}
        try:
            for way, (threads, options) in WAYS.items():
                model = task.handcar_model(" ".join(["handcar", *options]), options)
                entries[way] = task.open(workers[threads], way, model)
            if entries["one"].multiply_adds >= SMALLEST:
                say(f"threads: {task.title}")
                results.append({"title": task.title, **timed(entries, rounds, neighbour)})
        except (Failure, RuntimeError) as failure:
            failures.append(f"{task.title}, threads: {failure}")
        for entry in entries.values():
            entry.close()
    for process in (probe, workers[2]):
        process.end()
    return {"rows": results, "disturbed": neighbour.disturbed / max(neighbour.turns, 1)}


def timed(entries, rounds, neighbour):
    for _ in range(rounds):
        for entry in entries.values():
            neighbour.take_turn(entry, slot=SLOT)
    alone = entries["one"].rounds
    return {
        way: {
            "ns": entry.median,
            "spread": spread(entry.rounds),
            "rounds": entry.rounds,
            "gain": statistics.median(one / own for one, own in zip(alone, entry.rounds)),
        }
        for way, entry in entries.items()
    }

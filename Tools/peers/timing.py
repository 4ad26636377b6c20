"""Long-lived processes that measure, each with one runtime, and the rounds in which they take turns."""

import json
import os
import statistics
import subprocess
import time

WARM_SLOT = 3000  # microseconds of calls in one turn
COMMON_SLOT = 300  # of a probe on several cores: long enough for them to do it at the same time
COLD_SLOT = 0  # the fewest calls: each comes after 64 MB of writes
TRIAL_ROUNDS = 2
TRIAL_MARGIN = 1.2  # a formulation so much slower than the runtime's best one after the trial is dropped
NEIGHBOUR_MARGIN = 1.2  # of the least time of machine.c's "neighbour"; with one it takes 1.5 times as long
PATIENCE = 2.0  # seconds of waiting for each one of measuring
OWN = "handcar"  # the process whose plans all stay: its own choice, which a row is about, and those of the peers

ENVIRONMENT = {  # one thread, in every library that anybody brings
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_USE_LEGACY_KERAS": "1",
}


class Failure(Exception):
    pass


class Process:
    """Pinned to some cores, spoken to as serve.h says."""

    def __init__(self, name, command, cores, log):
        self.name = name
        self.count = 0
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=open(log / f"{name}.log", "w"),
            text=True,
            env={**os.environ, **ENVIRONMENT},
            preexec_fn=lambda: os.sched_setaffinity(0, cores),
        )
        self.greeting = self.answer()

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise Failure(f"{self.name} died with status {self.process.wait()}")
        content = json.loads(line)
        if "error" in content:
            raise Failure(content["error"])
        return content

    def ask(self, *words):
        self.tell(*words)
        return self.answer()

    def tell(self, *words):
        if any(" " in str(word) for word in words):
            raise Failure(f"a space in {words}")
        try:
            self.process.stdin.write(" ".join(map(str, words)) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise Failure(f"{self.name} is dead") from None

    @property
    def alive(self):
        return self.process.poll() is None

    def end(self):
        self.process.stdin.close()
        self.process.wait()


class Entry:
    """One model open in one process, and the medians of its turns."""

    def __init__(self, process, variant, model, input_path="-", output_path="-"):
        self.process, self.variant, self.model = process, variant, model
        self.identifier = process.count
        process.count += 1
        opened = process.ask("open", self.identifier, model, input_path, output_path)
        self.multiply_adds = opened.get("macs")
        self.rounds = []

    def time(self, cold=False, slot=WARM_SLOT):
        self.begin(cold, slot)
        return self.end()

    def begin(self, cold=False, slot=WARM_SLOT):
        self.process.tell("run", self.identifier, COLD_SLOT if cold else slot, int(cold))

    def end(self):
        return self.process.answer()["median"]

    @property
    def median(self):
        return statistics.median(self.rounds)

    def close(self):
        if self.process.alive:
            self.process.ask("close", self.identifier)


class Neighbour:
    """Somebody who computes on the sibling of a core, seen in the time of machine.c's "neighbour". Turns are taken
    while nobody does, as long as waiting for that takes no more than `patience` times the time of measuring.

    With an entry for each of several cores they are probed at once, which shows also whether they are siblings."""

    def __init__(self, entries, patience):
        self.entries, self.patience = entries, patience
        self.slot = 0 if len(entries) == 1 else COMMON_SLOT
        self.least = min(max(self.probe()) for _ in range(1000 if self.slot == 0 else 200))
        self.credit = 0.0  # seconds of waiting
        self.turns = self.disturbed = 0

    def probe(self):
        for entry in self.entries:
            entry.begin(slot=self.slot)
        return [entry.end() for entry in self.entries]

    def is_there(self):
        found = max(self.probe())
        self.least = min(self.least, found)
        return found > NEIGHBOUR_MARGIN * self.least

    def take_turn(self, entry, cold=False, slot=WARM_SLOT):
        entry.rounds.append(self.undisturbed(lambda: entry.time(cold, slot)))

    def undisturbed(self, measure):
        """What `measure` returns, asked again until nobody was there before and after it. What decides is never what it
        measured."""
        begin = time.monotonic()
        while True:
            disturbed = self.is_there()
            if disturbed and time.monotonic() - begin < self.credit:
                continue
            started = time.monotonic()
            measured = measure()
            ended = time.monotonic()
            disturbed = disturbed or self.is_there()
            if not disturbed or ended - begin >= self.credit:
                break
        self.credit += self.patience * (ended - started) - (started - begin)
        self.turns += 1
        self.disturbed += disturbed
        return measured


def spread(values):
    """Half the distance between the quartiles, relative to the median."""
    if len(values) < 2:
        return 0.0
    low, middle, high = statistics.quantiles(values, n=4)
    return (high - low) / 2 / middle


def take_turns(entries, rounds, failures, neighbour, cold=False):
    """All entries in every round, each round beginning with another one; returns those that are left. Slow formulations
    leave after a trial, and what crashes leaves with a line in `failures`."""
    kept = list(entries)
    for count in range(rounds):
        if count == TRIAL_ROUNDS:
            best = {}
            for entry in kept:
                best[entry.process] = min(entry.median, best.get(entry.process, entry.median))
            kept = [
                entry
                for entry in kept
                if entry.process.name == OWN or entry.median <= TRIAL_MARGIN * best[entry.process]
            ]
        start = count % len(kept)
        for entry in kept[start:] + kept[:start]:
            try:
                neighbour.take_turn(entry, cold)
            except Failure as failure:
                failures.append(f"{entry.process.name} {entry.variant}: {failure}")
                kept.remove(entry)
    return kept

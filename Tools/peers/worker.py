"""A long-lived process with one runtime in it: `python worker.py RUNTIME`, spoken to as serve.h says, and also

    build NETWORK.pickle FOLDER   {"model": path}: what a user would have converted offline; kept between runs

(`load` has a third word here, the number of inputs.)

The module runtimes/RUNTIME.py has

    FORMULATIONS         those that are worth while there
    VERSION, libraries()
    build(network, folder) -> path of the model
    open(path) -> session: run, a callable without arguments, or (function, argument) to be called from C;
                           write(array); read() -> array
"""

import ctypes
import importlib
import json
import os
import pickle
import statistics
import sys
from pathlib import Path
from time import perf_counter_ns

import numpy as np

EVICTION = 64 << 20
MINIMUM, CAPACITY = 3, 20000

HERE = Path(__file__).resolve().parent


class Loop(ctypes.Structure):
    _fields_ = [
        ("budget", ctypes.c_uint64),
        ("minimum", ctypes.c_size_t),
        ("capacity", ctypes.c_size_t),
        ("eviction", ctypes.c_void_p),
        ("eviction_size", ctypes.c_size_t),
        ("prepare", ctypes.c_void_p),  # none here: inputs stay where they were written
    ]


class Timer:
    def __init__(self):
        self.library = ctypes.CDLL(str(HERE.parents[1] / ".build-peers" / "loop.so"))
        self.library.loop_run.restype = ctypes.c_size_t
        self.times = (ctypes.c_uint64 * CAPACITY)()
        self.nothing = ctypes.cast(self.library.loop_nothing, ctypes.c_void_p)
        self.garbage = None
        self.floor = 0
        self.floor = min(self.run(lambda: None, 1_000_000, False))

    def evict(self):
        """One pass of C over 64 MB: the loop's own eviction, around a call that does nothing."""
        if self.garbage is None:
            self.garbage = (ctypes.c_ubyte * EVICTION)()
        plan = Loop(0, 1, 1, ctypes.addressof(self.garbage), EVICTION)
        self.library.loop_run(self.nothing, None, None, ctypes.byref(plan), self.times)

    def run(self, call, budget, cold):
        """Nanoseconds of each call, the least that an empty one takes being subtracted, as in loop.c."""
        if isinstance(call, tuple):
            return self.run_native(*call, budget, cold)
        times, spent = [], 0
        if not cold:
            call(), call()
        while len(times) < MINIMUM or (spent < budget and len(times) < CAPACITY):
            if cold:
                self.evict()
            begin = perf_counter_ns()
            call()
            elapsed = perf_counter_ns() - begin
            times.append(max(elapsed - self.floor, 0))
            spent += elapsed
        return times

    def run_native(self, function, argument, budget, cold):
        function = ctypes.cast(function, ctypes.c_void_p)
        plan = Loop(budget, MINIMUM, CAPACITY, None, 0)
        if cold:
            self.evict()
            plan.eviction, plan.eviction_size = ctypes.addressof(self.garbage), EVICTION
        else:
            warm = Loop(0, 2, 2, None, 0)
            self.library.loop_run(function, argument, None, ctypes.byref(warm), self.times)
        count = self.library.loop_run(function, argument, None, ctypes.byref(plan), self.times)
        return self.times[:count]


def call_once(call):
    if isinstance(call, tuple):
        ctypes.CFUNCTYPE(ctypes.c_ssize_t, ctypes.c_void_p, ctypes.c_void_p)(
            ctypes.cast(call[0], ctypes.c_void_p).value
        )(call[1], None)
    else:
        call()


def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


class Worker:
    def __init__(self, runtime):
        self.timer = Timer()
        before = resident()
        self.runtime = importlib.import_module("runtimes." + runtime)
        self.before = before
        self.sessions = {}

    def greeting(self):
        sizes = {str(path): Path(path).stat().st_size for path in self.runtime.libraries()}
        return {
            "version": self.runtime.VERSION,
            "formulations": self.runtime.FORMULATIONS,
            "library_bytes": sum(sizes.values()),
        }

    def build(self, network, folder):
        # Compilers may use every core.
        core = os.sched_getaffinity(0)
        os.sched_setaffinity(0, range(os.cpu_count()))
        try:
            return {"model": str(self.runtime.build(pickle.loads(Path(network).read_bytes()), Path(folder)))}
        finally:
            os.sched_setaffinity(0, core)

    def open(self, identifier, model, input_path, output_path):
        begin = perf_counter_ns()
        session = self.runtime.open(model)
        elapsed = perf_counter_ns() - begin
        session.write(np.fromfile(input_path, np.float32))
        call_once(session.run)
        np.asarray(session.read(), np.float32).tofile(output_path)
        self.sessions[identifier] = session
        return {"ns": elapsed}

    def run(self, identifier, microseconds, cold):
        times = self.timer.run(self.sessions[identifier].run, int(microseconds) * 1000, cold == "1")
        return {"count": len(times), "median": statistics.median(times), "minimum": min(times)}

    def load(self, count, model, inputs):
        opened, answered = [], []
        for _ in range(int(count)):
            begin = perf_counter_ns()
            session = self.runtime.open(model)
            opened.append(perf_counter_ns() - begin)
            session.write(np.zeros(int(inputs), np.float32))
            begin = perf_counter_ns()
            call_once(session.run)
            answered.append(opened[-1] + perf_counter_ns() - begin)
            del session
        return {"ns": opened, "answered_ns": answered}

    def memory(self):
        """What the runtime and its models added to an interpreter with NumPy."""
        return {"bytes": resident() - self.before}

    def close(self, identifier):
        del self.sessions[identifier]
        return {}


def main():
    # Runtimes print as they like: answers go where standard output was, the rest to standard error.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def answer(content):
        answers.write(json.dumps(content) + "\n")
        answers.flush()

    try:
        worker = Worker(sys.argv[1])
        answer(worker.greeting())
    except Exception as error:  # Not installed, or not for this machine.
        answer({"error": f"{type(error).__name__}: {error}"})
        return
    for line in sys.stdin:
        verb, *words = line.split()
        try:
            answer(getattr(worker, verb)(*words))
        except Exception as error:
            answer({"error": f"{type(error).__name__}: {error}"[:500]})


main()

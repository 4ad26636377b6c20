"""Compares Handcar with the runtimes a user would pick instead. Started by Tools/peers/run; see README.md."""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

import handcar
import page
import plot
import report
import threads
from tasks import model_tasks, tasks_of
from timing import PATIENCE, Entry, Failure, Neighbour, Process, spread, take_turns

SECTIONS = ["tt", "dense", "models", "cold", "overhead", "threads"]
# Module in runtimes/ → name in the tables.
RUNTIMES = {
    "litert": "LiteRT",
    "ort": "ONNX Runtime",
    "iree_": "IREE",
    "openvino_": "OpenVINO",
    "ncnn_": "ncnn",
    "mnn_": "MNN",
    "tract_": "tract",
    "t3f_": "T3F",
    "numpy_": "NumPy",
}
WORK = Path(".build-peers")
ROUNDS, QUICK_ROUNDS = 15, 5
LOADS = 15


def say(text):
    print(text, file=sys.stderr, flush=True)


class Machine:
    """The processes of one session: every runtime that is there, Handcar, and the machine's own limits."""

    def __init__(self, core, only, patience):
        self.core = core
        self.worker = [sys.executable, str(Path(__file__).parent / "worker.py")]
        self.runtimes = []
        for module, name in RUNTIMES.items():
            if only and module.rstrip("_") not in only:
                continue
            try:
                self.runtimes.append(self.start(module))
            except Failure as failure:
                say(f"skipped: {name} ({failure})")
        self.handcar = Process("handcar", [str(WORK / "harness")], {core}, WORK)
        self.limits = Process("machine", [str(WORK / "machine")], {core}, WORK)
        self.neighbour = Neighbour([Entry(self.limits, "neighbour", "neighbour")], patience)
        # The vectors that Handcar's kernels use; the peers may use wider ones.
        bits = {"avx512": 512, "avx2": 256, "neon": 128}.get(self.handcar.greeting["kernels"], 256)
        self.fma = {}
        for width in (128, 256, 512):
            try:
                self.fma[width] = Entry(self.limits, f"fma:{width}", f"fma:{width}")
            except Failure:
                pass
        self.peak = self.fma.get(bits) or next(iter(self.fma.values()), None)

    def start(self, module):
        process = Process(RUNTIMES[module], [*self.worker, module], {self.core}, WORK)
        process.module = module
        return process

    def revive(self):
        """Starts what has crashed again: one bad model does not end a runtime's part."""
        for process in [process for process in self.runtimes if not process.alive]:
            index = self.runtimes.index(process)
            try:
                self.runtimes[index] = self.start(process.module)
            except Failure:
                del self.runtimes[index]

    def end(self):
        for process in [*self.runtimes, self.handcar, self.limits]:
            process.end()


def open_all(task, machine, failures):
    entries = []
    for plan, options in handcar.PLANS.items():
        if task.row is None and options:
            continue  # there is nothing to contract
        try:
            model = task.handcar_model(plan, options)
            if model:
                entries.append(task.open(machine.handcar, plan, model))
        except (Failure, RuntimeError) as failure:
            failures.append(f"{task.title}, batch {task.batch}: Handcar: {failure}")
    machine.revive()
    for process in list(machine.runtimes):
        own = process.greeting["formulations"]
        if task.row is None:
            own = [] if own == ["own"] else [""]
        for formulation in own:
            try:
                model = task.model(process, formulation)
                entries.append(task.open(process, formulation, model))
            except Failure as failure:
                if "NotImplementedError" not in str(failure):  # what a runtime cannot express is no news
                    failures.append(f"{task.title}, batch {task.batch}: {process.name} {formulation}: {failure}")
            if not process.alive:
                entries = [entry for entry in entries if entry.process is not process]
                break
    return entries


def measured(entry):
    return {"ns": entry.median, "spread": spread(entry.rounds), "rounds": entry.rounds, "error": entry.error}


def measure(task, machine, rounds, failures):
    entries = open_all(task, machine, failures)
    limits = list(machine.fma.values())
    for entry in limits:
        entry.rounds = []
    reading = Entry(machine.limits, "read", f"read:{task.bytes}") if task.bytes else None
    if reading:
        limits.append(reading)
    lost = []
    kept = take_turns(entries + limits, rounds, lost, machine.neighbour, task.cold)
    failures += [f"{task.title}, batch {task.batch}: {failure}" for failure in lost]

    result = {
        "section": task.section,
        "title": task.title,
        "batch": task.batch,
        "outside": task.outside,
        "cold": task.cold,
        "quantized": task.quantized,
        "parameters": task.parameters,
        "multiply_adds": task.multiply_adds,
        "handcar": {},
        "peers": {},
    }
    peak = machine.peak and 2 * machine.peak.multiply_adds / machine.peak.median
    result["peak_gflops"] = {width: 2 * e.multiply_adds / e.median for width, e in machine.fma.items()}
    result["read_ns"] = reading and reading.median
    for entry in kept:
        if entry in limits:
            continue
        row = measured(entry)
        if entry.process is machine.handcar:
            macs = entry.multiply_adds  # of the plan that is in the file
        else:
            macs = task.row.multiply_adds(task.batch, entry.variant) if task.row else task.multiply_adds
        row["multiply_adds"] = macs
        row["fraction_of_peak"] = peak and 2 * macs / entry.median / peak
        if entry.process is machine.handcar:
            result["handcar"][entry.variant] = row
        else:
            row["formulation"] = entry.variant
            best = result["peers"].get(entry.process.name)
            if best is None or row["ns"] < best["ns"]:
                result["peers"][entry.process.name] = row
    for entry in [*entries, *([reading] if reading else [])]:
        entry.close()
    rank(result)
    return result


def rank(result):
    """The best peer, and how many times as long as Handcar each one takes: medians of the ratios round by round."""
    if not result["peers"]:
        return
    result["best_peer"] = min(result["peers"], key=lambda name: result["peers"][name]["ns"])
    for plan in result["handcar"].values():
        plan["ratios"] = {
            name: statistics.median(p / h for p, h in zip(peer["rounds"], plan["rounds"]))
            for name, peer in result["peers"].items()
        }
        plan["ratio"] = plan["ratios"][result["best_peer"]]


def footprint(machine, failures):
    """Load time of the sample models, resident memory of a fresh process with each, size of the libraries."""
    result = {}
    tasks = model_tasks(lambda text: None)
    for process in [machine.handcar, *machine.runtimes]:
        is_handcar = process is machine.handcar
        if not is_handcar and process.greeting["formulations"] == ["own"]:
            continue
        name = "Handcar" if is_handcar else process.name
        row = result[name] = {"load_ns": {}, "answered_ns": {}, "memory_bytes": {}}
        archive = Path(os.environ["HANDCAR_ARCHIVE"]).stat().st_size
        row["library_bytes"] = archive if is_handcar else process.greeting["library_bytes"]
        for task in tasks:
            try:
                model = task.handcar_model("handcar", []) if is_handcar else task.model(process, "")
                inputs = [] if is_handcar else [np.prod(task.network("").input_shape)]
                times = machine.neighbour.undisturbed(lambda: process.ask("load", LOADS, model, *inputs))
                row["load_ns"][task.title] = statistics.median(times["ns"])
                row["answered_ns"][task.title] = statistics.median(times["answered_ns"])
                command = [str(WORK / "harness")] if is_handcar else [*machine.worker, process.module]
                fresh = Process("fresh", command, {machine.core}, WORK)
                before = fresh.ask("memory")["bytes"] if is_handcar else 0
                Entry(fresh, "", model, task.reference()[0], WORK / "found")
                row["memory_bytes"][task.title] = fresh.ask("memory")["bytes"] - before
                fresh.end()
            except Failure as failure:
                if "NotImplementedError" not in str(failure):
                    failures.append(f"{task.title}: {name}: {failure}")
    return result


def environment(machine):
    cpu = [line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    git = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True)
    return {
        "cpu": cpu[0] if cpu else platform.machine(),
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "load_before": os.getloadavg()[0],
        "date": time.strftime("%Y-%m-%d %H:%M:%S"),
        "commit": git.stdout.strip(),
        "handcar": machine.handcar.greeting,
        "versions": {p.name: p.greeting["version"] for p in machine.runtimes},
        "python": platform.python_version(),
    }


def main():
    parser = argparse.ArgumentParser(prog="Tools/peers/run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few rows at batch 1, few rounds: about a minute")
    parser.add_argument("--only", default=",".join(SECTIONS), help=f"sections, of {','.join(SECTIONS)}")
    parser.add_argument("--runtimes", default="", help="only these, such as litert,iree")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--core", type=int, default=os.cpu_count() - 1, help="the core that everything is pinned to")
    parser.add_argument(
        "--patience", type=float, default=PATIENCE, help="waiting for a quiet core, in times of measuring (README.md)"
    )
    parser.add_argument("-o", "--output", default=str(WORK / "results"), help="prefix of .json, .svg and .md")
    options = parser.parse_args()
    sections = options.only.split(",")
    if set(sections) - set(SECTIONS):
        parser.error(f"--only takes {', '.join(SECTIONS)}")
    rounds = options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS)

    # The conductor keeps off the core on which is measured.
    os.sched_setaffinity(0, set(range(os.cpu_count())) - {options.core} or {options.core})
    machine = Machine(options.core, set(filter(None, options.runtimes.split(","))), options.patience)
    results = {"environment": environment(machine), "rounds": rounds, "rows": [], "failures": []}
    begin = time.time()
    for section in sections:
        for task in tasks_of(section, options.quick, say):
            say(f"[{time.time() - begin:5.0f} s] {section}: {task.title}, batch {task.batch}")
            results["rows"].append(measure(task, machine, rounds, results["failures"]))
    if "overhead" in sections:
        say(f"[{time.time() - begin:5.0f} s] load time and memory")
        results["footprint"] = footprint(machine, results["failures"])
    if "threads" in sections:
        results["threads"] = threads.measure(machine, rounds, WORK, results["failures"], say)
    results["disturbed"] = machine.neighbour.disturbed / max(machine.neighbour.turns, 1)
    machine.end()
    results["seconds"] = time.time() - begin
    results["summary"] = report.summary(results)
    prefix = options.output.removesuffix(".json")
    Path(prefix + ".json").write_text(json.dumps(results, indent=1, ensure_ascii=False))
    plot.write(results, Path(prefix + ".svg"))
    page.write(results, Path(prefix + ".md"), Path(prefix + ".svg"))
    print(report.text(results))
    say(f"written: {prefix}.json, {prefix}.svg, {prefix}.md")


if __name__ == "__main__":
    main()

"""The results as text for people."""

from math import exp, log

# Where adjacent cores are better merged: columns of the row, and ranks.
MERGING = {
    ("8·16·8→8·16·8", 16),
    ("4·8·8·4→4·8·8·4", 8),
    ("4·8·4·8·4→4·8·4·8·4", 8),
    ("2·7·8·8·7·4→4·4·4·4·4·4", 4),
    ("6·8·8→12·8·16", 16),
    ("6·8·8→12·8·16", 32),
    ("8·8·12→16·16·12", 32),
}
SWEEPS = ("left to right", "right to left")
UNSTEADY = 0.05  # spread of Handcar's rounds beyond which a row carries a question mark


def geometric_mean(values):
    values = list(values)
    return exp(sum(map(log, values)) / len(values)) if values else None


def merges(row):
    _, modes, rank = row["title"].split(" ")
    return (modes, int(rank[1:])) in MERGING


def summary(results):
    """The figures that stand for many rows; those outside the table are left out. `limit` is what the mean would be if
    Handcar's plans ran at the peak of multiply-adds: no more is to be had from them."""
    lines = {}

    def add(name, own, ratio, is_limited=False):
        own = [h for h in own if ratio(h)]
        if own:
            values = [ratio(h) for h in own]
            lines[name] = {"mean": geometric_mean(values), "worst": min(values), "rows": len(values)}
            if is_limited and all(h["fraction_of_peak"] for h in own):
                lines[name]["limit"] = geometric_mean(ratio(h) / h["fraction_of_peak"] for h in own)

    for batch in (1, 16):
        rows = [r for r in results["rows"] if r["section"] == "tt" and r["batch"] == batch and not r["outside"]]
        for plan in dict.fromkeys(plan for r in rows for plan in r["handcar"]):
            own = [r["handcar"][plan] for r in rows if plan in r["handcar"] and "ratio" in r["handcar"][plan]]
            add(f"{plan}, TT batch {batch}: best peer", own, of_best, is_limited=True)
            for peer in dict.fromkeys(name for h in own for name in h["ratios"]):
                add(f"{plan}, TT batch {batch}: {peer}", own, of(peer), is_limited=True)
            merging = [r["handcar"][plan] for r in rows if merges(r) and "ratio" in r["handcar"].get(plan, {})]
            add(f"{plan}, TT batch {batch}: best peer, where merging pays", merging, of_best, is_limited=True)
    for section in ("dense", "models", "overhead"):
        rows = [r for r in results["rows"] if r["section"] == section]
        own = [h for r in rows for h in r["handcar"].values() if "ratio" in h]
        add(f"{section}: best peer", own, of_best)
        for peer in dict.fromkeys(name for h in own for name in h["ratios"]):
            add(f"{section}: {peer}", own, of(peer))
    return lines


def of_best(own):
    return own["ratio"]


def of(peer):
    return lambda own: own["ratios"].get(peer)


def summary_cells(summary):
    """The header and the lines of the means."""
    lines = [
        [name, f"{v['mean']:.2f}", f"{v['worst']:.2f}", f"{v['limit']:.2f}" if "limit" in v else "", v["rows"]]
        for name, v in summary.items()
    ]
    return ["", "geometric mean", "smallest", "mean at 100 % of FMA", "rows"], lines


def microseconds(ns):
    us = ns / 1000
    return f"{us:.2f}" if us < 10 else f"{us:.1f}" if us < 100 else f"{us:.0f}"


def table(header, lines):
    widths = [max(len(str(line[i])) for line in [header, *lines]) for i in range(len(header))]

    def laid(line):
        cells = [str(c).ljust(w) if i == 0 else str(c).rjust(w) for i, (c, w) in enumerate(zip(line, widths))]
        return "  ".join(cells).rstrip()

    return "\n".join([laid(header), "  ".join("-" * width for width in widths), *map(laid, lines)])


def section_cells(rows, peers, only_own_plan=False):
    """The header and the lines of a section; without those of other plans than the one that Handcar chooses, if so asked."""
    lines = []
    for row in rows:
        for plan, own in row["handcar"].items() or [("", None)]:
            if only_own_plan and plan not in ("", "handcar"):
                continue
            best = row.get("best_peer", "")
            title = row["title"] + (" (outside)" if row["outside"] else "")
            if plan not in ("", "handcar"):
                title += f", {plan}"
            cells = [title, row["batch"]]
            if own:
                unsteady = "?" if own["spread"] > UNSTEADY else ""
                cells += [microseconds(own["ns"]) + unsteady, f"{own['ratio']:.2f}" if "ratio" in own else ""]
                cells += [percent(own["fraction_of_peak"])]
                cells += [percent(row["read_ns"] / own["ns"]) if row["read_ns"] and not row["quantized"] else ""]
            else:
                cells += ["", "", "", ""]
            cells += [best, row["peers"][best]["formulation"] if best else ""]
            cells += [microseconds(row["peers"][p]["ns"]) if p in row["peers"] else "" for p in peers]
            lines.append(cells)
    header = ["layer or network", "batch", "Handcar", "× best", "of FMA", "of read", "best peer", "as", *peers]
    # Columns in which there is nothing say nothing.
    used = [i for i in range(len(header)) if any(str(line[i]) for line in lines)]
    return [header[i] for i in used], [[line[i] for i in used] for line in lines]


def sweep_cells(rows):
    """The header and the lines of Handcar's times for the sweeps that the peers compute, where nothing is merged."""
    lines = []
    for row in rows:
        sweeps = {name.removeprefix("handcar, "): own for name, own in row["handcar"].items() if name != "handcar"}
        if not sweeps:
            continue
        cells = [row["title"] + (" (outside)" if row["outside"] else ""), row["batch"]]
        for sweep in SWEEPS:
            own = sweeps.get(sweep)
            unsteady = "?" if own and own["spread"] > UNSTEADY else ""
            cells += [microseconds(own["ns"]) + unsteady, percent(own["fraction_of_peak"])] if own else ["", ""]
        lines.append(cells)
    return ["layer", "batch", *(cell for sweep in SWEEPS for cell in (sweep, "of FMA"))], lines


def percent(fraction):
    return "" if fraction is None or fraction == 0 else f"{100 * fraction:.0f} %"


TITLES = {
    "tt": "Tensor-train layers, microseconds",
    "dense": "Dense layers, microseconds",
    "models": "Whole networks, microseconds",
    "cold": "Cold caches: 64 MB written before every call, microseconds",
    "overhead": "Overhead of invocation, microseconds",
}


SWEPT = "The contractions of the peers: no mergers, microseconds of Handcar"
FOOTPRINT = "Size, loading, memory that is added by the runtime and one model"
THREADS = "Threads: layers over 5 million operations, microseconds on one core and on two"


def neighbours(measured, core="the same core"):
    """`measured`: all results, or those of threads."""
    return f"somebody else used {core} in {measured['disturbed']:.0%} of the turns".replace("%", " %")


def conditions(results):
    """What holds for all rows: the peaks, the rounds, and who else was there."""
    peaks = results["rows"][0]["peak_gflops"] if results["rows"] else {}
    return (
        "one thread on one core; "
        + "".join(f"FMA peak {value:.0f} GFLOP/s with {width}-bit vectors; " for width, value in peaks.items())
        + f"medians of {results['rounds']} rounds; {neighbours(results)}"
    )


def text(results):
    where = results["environment"]
    kernels = where["handcar"]
    parts = [
        f"{where['cpu']}, {where['system']}, {where['date']}, load before the run {where['load_before']:.2f}",
        f"Handcar {kernels['version']} ({where['commit']}), kernels {kernels['kernels']}; "
        + "; ".join(f"{name} {version}" for name, version in where["versions"].items()),
        conditions(results),
    ]
    for section, title in TITLES.items():
        rows = [row for row in results["rows"] if row["section"] == section]
        if rows:
            peers = list(dict.fromkeys(name for row in rows for name in row["peers"]))
            parts.append(f"{title}\n\n{table(*section_cells(rows, peers))}")
    if "footprint" in results:
        parts.append(f"{FOOTPRINT}\n\n{table(*footprint_cells(results['footprint']))}")
    if results.get("threads"):
        body = table(*threads_cells(results["threads"]))
        parts.append(f"{THREADS}\n\n{body}\n\nHere {neighbours(results['threads'], 'one of the cores')}.")
    if results["summary"]:
        parts.append("Times as long as Handcar\n\n" + table(*summary_cells(results["summary"])))
    if results["failures"]:
        parts.append("Not measured:\n" + "\n".join(f"  {failure}" for failure in results["failures"]))
    parts.append(f"{results['seconds']:.0f} s")
    return "\n\n".join(parts)


def threads_cells(threads):
    """With the memory that `convert --threads 2` gives to what threads exchange, and without."""
    lines = []
    for row in threads["rows"]:
        cells = [row["title"], microseconds(row["one"]["ns"])]
        for way in ("two", "two, memory for it"):
            unsteady = "?" if row[way]["spread"] > UNSTEADY else ""
            cells += [microseconds(row[way]["ns"]) + unsteady, f"{row[way]['gain']:.2f}"]
        lines.append(cells)
    return ["layer", "one", "two", "× as fast", "two, `convert --threads 2`", "× as fast"], lines


def footprint_cells(footprint):
    models = list(dict.fromkeys(m for row in footprint.values() for m in row["load_ns"]))
    header = ["", "library MB", *(f"{m}: load µs" for m in models), *("and run" for m in models)]
    header += [f"{m} MB" for m in models]
    lines = []
    for name, row in footprint.items():
        cells = [name, f"{row['library_bytes'] / 1e6:.2f}" if row["library_bytes"] else ""]
        for key in ("load_ns", "answered_ns"):
            cells += [microseconds(row[key][m]) if m in row[key] else "" for m in models]
        cells += [f"{row['memory_bytes'][m] / 1e6:.1f}" if m in row["memory_bytes"] else "" for m in models]
        lines.append(cells)
    return header, lines

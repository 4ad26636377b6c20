"""The results as a page of Markdown, for the documentation."""

import report


def write(results, path, plot):
    where = results["environment"]
    parts = [
        "# Results",
        f"Written by `Tools/peers/run -o {path.with_suffix('')}` on {where['date'][:10]}; [how it is measured](README.md). "
        "`× best` is the best peer's time divided by Handcar's, in the same rounds; `?` marks rounds that scatter.",
        f"{where['cpu']}, {report.conditions(results)}. Handcar {where['handcar']['version']}, kernels {where['handcar']['kernels']}; "
        + "; ".join(f"{name} {version}" for name, version in where["versions"].items())
        + ".",
        f"![time against parameters]({plot.name})",
    ]
    # Of the plans the one that Handcar chooses: the sweeps have a table of their own.
    own = {name.removeprefix("handcar, "): v for name, v in results["summary"].items() if " to " not in name}
    if own:
        parts += ["## Times as long as Handcar", table(*report.summary_cells(own))]
    for section, title in report.TITLES.items():
        rows = [row for row in results["rows"] if row["section"] == section]
        if rows:
            peers = list(dict.fromkeys(name for row in rows for name in row["peers"]))
            parts += [f"## {title}", table(*report.section_cells(rows, peers, only_own_plan=True))]
        if section == "tt" and rows:
            parts += [f"## {report.SWEPT}", table(*report.sweep_cells(rows))]
    if "footprint" in results:
        parts += [f"## {report.FOOTPRINT}", table(*report.footprint_cells(results["footprint"]))]
    if results.get("threads"):
        parts += [f"## {report.THREADS}", table(*report.threads_cells(results["threads"]))]
        parts += [f"Here {report.neighbours(results['threads'], 'one of the cores')}."]
    path.write_text("\n\n".join(parts) + "\n")


def table(header, lines):
    aligned = [" --- " if i == 0 else " ---: " for i in range(len(header))]
    rows = [header, *lines]
    text = ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join([text[0], "|" + "|".join(aligned) + "|", *text[1:]])

"""Time of a layer against its parameters, batch 1: dense and tensor train, each runtime. SVG without any library."""

from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 900, 560
LEFT, RIGHT, TOP, BOTTOM = 70, 190, 40, 50
COLOURS = ["#d62728", "#1f77b4", "#2ca02c", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf", "#ff7f0e"]


def points(results):
    """{(name, kind): [(parameters, microseconds)]}, Handcar first."""
    series = {}
    for row in results["rows"]:
        if row["section"] not in ("tt", "dense") or row["batch"] != 1:
            continue
        kind = "TT" if row["section"] == "tt" else "int8" if row["quantized"] else "dense"
        for plan, own in row["handcar"].items():
            name = "Handcar" if plan == "handcar" else f"Handcar, {plan}"
            series.setdefault((name, kind), []).append((row["parameters"], own["ns"] / 1000))
        for name, peer in row["peers"].items():
            series.setdefault((name, kind), []).append((row["parameters"], peer["ns"] / 1000))
    return dict(sorted(series.items(), key=lambda item: not item[0][0].startswith("Handcar")))


class Axis:
    """Logarithmic, in whole decades."""

    def __init__(self, values, start, end):
        self.low, self.high = floor(log10(min(values))), ceil(log10(max(values)))
        self.high = max(self.high, self.low + 1)
        self.start, self.end = start, end

    def at(self, value):
        return self.start + (log10(value) - self.low) / (self.high - self.low) * (self.end - self.start)

    @property
    def ticks(self):
        return [10**k for k in range(self.low, self.high + 1)]


def mark(kind, x, y, colour, own=False):
    """A disc for a tensor train, a square for dense, an open square for int8; ours with a rim."""
    if kind == "TT":
        look = 'r="5" stroke="black"' if own else 'r="4" fill-opacity="0.75"'
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" {look} fill="{colour}"/>'
    fill = colour if kind == "dense" else "none"
    return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{fill}" stroke="{colour}"/>'


def label(x, y, text, anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def write(results, path):
    series = points(results)
    if not series:
        return
    everything = [point for values in series.values() for point in values]
    horizontal = Axis([p for p, _ in everything], LEFT, WIDTH - RIGHT)
    vertical = Axis([t for _, t in everything], HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        label(LEFT, 24, f"One layer, batch 1, one thread: {results['environment']['cpu']}"),
        label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, "parameters", "middle"),
        label(12, TOP - 8, "µs"),
    ]
    for tick in horizontal.ticks:
        x = horizontal.at(tick)
        parts.append(f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#ddd"/>')
        parts.append(label(x, HEIGHT - BOTTOM + 18, f"{tick:,.0f}", "middle"))
    for tick in vertical.ticks:
        y = vertical.at(tick)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(label(LEFT - 8, y + 4, f"{tick:,g}", "end"))
    names = list(dict.fromkeys(name for name, _ in series))
    for name, kind in reversed(series):  # Handcar on top
        colour = COLOURS[names.index(name) % len(COLOURS)]
        own = name.startswith("Handcar")
        parts += [mark(kind, horizontal.at(p), vertical.at(t), colour, own) for p, t in series[name, kind]]
    x, y = WIDTH - RIGHT + 20, TOP + 10
    for name in names:
        colour = COLOURS[names.index(name) % len(COLOURS)]
        parts += [mark("TT", x, y - 4, colour, name.startswith("Handcar")), label(x + 12, y, name)]
        y += 20
    for kind, text in [("TT", "tensor train"), ("dense", "dense fp32"), ("int8", "dense int8")]:
        y += 20
        parts += [mark(kind, x, y - 4, "black"), label(x + 12, y, text)]
    path.write_text("\n".join([*parts, "</svg>"]) + "\n")

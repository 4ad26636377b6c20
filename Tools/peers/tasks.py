"""A task: one function to compute, as a model for each runtime and formulation, and what its answer must be.

Everything that is made for it is kept in .build-peers/models: a second run finds it there. The names of the folders
hold a digest of what the content depends on.
"""

import hashlib
import json
import os
import pickle
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

import handcar
from network import read_onnx
from rows import DENSE_SIZES, TT_ROWS, TTRow, dense_network, sample_input, tiny_network, tt_network
from timing import Entry, Failure

HERE = Path(__file__).resolve().parent
MODELS = Path(".build-peers/models")

FLOAT_TOLERANCE = 1e-4  # of the largest output
INT8_TOLERANCE = 5e-2

QUICK_ROWS = (0, 3, 6, 9, 12, 19, 25)


def digest(*files):
    return hashlib.sha256(b"".join(Path(file).read_bytes() for file in files)).hexdigest()[:10]


@dataclass
class Task:
    section: str
    title: str
    batch: int
    row: TTRow | None = None
    make: object = None  # () -> Network, of what is no row
    cold: bool = False
    quantized: bool = False
    parameters: int = 0
    multiply_adds: int = 0  # dense, or of the cheaper sweep
    outside: bool = False
    bytes: int = 0  # of weights that must be read, where that is the limit
    networks: dict = field(default_factory=dict)

    @property
    def tolerance(self):
        return INT8_TOLERANCE if self.quantized else FLOAT_TOLERANCE

    def network(self, formulation):
        if formulation not in self.networks:
            made = tt_network(self.row, self.batch, formulation) if self.row else self.make()
            self.networks[formulation] = made
        return self.networks[formulation]

    @property
    def folder(self):
        name = (self.row.name if self.row else self.title).replace(" ", "-").replace("→", "-")
        path = MODELS / f"{name}-b{self.batch}-{digest(HERE / 'rows.py', HERE / 'network.py')}"
        path.mkdir(parents=True, exist_ok=True)
        return path

    def reference(self):
        """Paths of the input and of the output in float64, by the dense matrix where there is one."""
        input_path, output_path = self.folder / "input", self.folder / "output.npy"
        if not output_path.exists():
            if self.row:
                x = np.random.default_rng(1).standard_normal((self.batch, self.row.inputs)).astype(np.float32)
                y = x.astype(np.float64) @ self.row.dense().T
            else:
                network = self.network("")
                x = sample_input(network)
                y = network.evaluate(x)
            x.tofile(input_path)
            np.save(output_path, y.reshape(-1))
        return input_path, output_path

    def model(self, process, formulation):
        """The path of the model for a runtime, built if need be."""
        source = HERE / "runtimes" / f"{process.module}.py"
        key = f"{process.module}-{digest(source, HERE / 'runtimes' / 'onnx_file.py')}-{formulation or 'plain'}"
        folder = self.folder / key
        marker = folder / "model.json"
        if not marker.exists():
            folder.mkdir(exist_ok=True)
            content = (self.row, self.batch) if formulation == "own" else self.network(formulation)
            description = folder / "description.pickle"
            description.write_bytes(pickle.dumps(content))
            try:
                answer = process.ask("build", description, folder)
            finally:
                description.unlink()
            marker.write_text(json.dumps({**answer, "version": process.greeting["version"]}))
        return json.loads(marker.read_text())["model"]

    def handcar_model(self, plan, options):
        tool = os.stat(".build/release/handcar")
        folder = self.folder / f"handcar-{plan.replace(' ', '-')}-{tool.st_size}-{tool.st_mtime_ns}"
        path = folder / "model.hcar"
        if not path.exists():
            folder.mkdir(exist_ok=True)
            if self.row:
                source = handcar.tt_source(self.row, folder)
            else:
                source = handcar.network_source(self.network(""), folder)
            if source is None:
                return None
            handcar.convert(source, self.batch, options, path)
        return path

    def open(self, process, variant, model):
        """The model open in a process, after its answer was found right."""
        input_path, expected_path = self.reference()
        output_path = MODELS.parent / "found"
        entry = Entry(process, variant, model, input_path, output_path)
        try:
            entry.error = self.check(output_path, np.load(expected_path))
        except ValueError as error:
            entry.close()
            raise Failure(str(error)) from None
        return entry

    def check(self, output_path, expected):
        """The largest error relative to the largest output; raises when it is too large."""
        found = np.fromfile(output_path, np.float32)
        if found.shape != expected.shape:
            raise ValueError(f"{found.size} outputs instead of {expected.size}")
        error = float(np.abs(found - expected).max() / np.abs(expected).max())
        if not error <= self.tolerance:
            raise ValueError(f"wrong: relative error {error:.1e}")
        return error


def tt_task(section, row, batch, cold=False):
    return Task(
        section,
        row.title,
        batch,
        row=row,
        cold=cold,
        parameters=row.parameters,
        multiply_adds=min(row.multiply_adds(batch, sweep) for sweep in ("rtl", "ltr")),
        outside=row.outside,
    )


def dense_task(section, inputs, outputs, batch, quantized=False, cold=False):
    return Task(
        section,
        f"{inputs}→{outputs} dense {'int8' if quantized else 'fp32'}",
        batch,
        make=lambda: dense_network(inputs, outputs, batch, quantized),
        cold=cold,
        quantized=quantized,
        parameters=inputs * outputs,
        multiply_adds=inputs * outputs * batch,
        bytes=inputs * outputs * (1 if quantized else 4),
    )


def test_data():
    """Where the tests look for models made by others."""
    folder = Path(os.environ.get("HANDCAR_TEST_DATA") or Path.cwd().parent / "shared" / "data")
    return folder if folder.exists() else None


def model_tasks(say):
    sources = [Path("Models/digits/digits.onnx")]
    for name in ("mnist-cnn", "anomaly-autoencoder"):
        path = test_data() and test_data() / "models" / f"{name}.onnx"
        if path and path.exists():
            sources.append(path)
        else:
            say(f"skipped: {name}.onnx, which is looked for in the folder that HANDCAR_TEST_DATA names")
    tasks = []
    for path in sources:
        network = read_onnx(path, 1)
        weights = [step.weight for step in network.steps if step.weight is not None]
        tasks.append(
            Task("models", path.stem, 1, make=lambda n=network: n, parameters=sum(w.size for w in weights))
        )
    return tasks


def tasks_of(section, quick, say):
    rows = [TT_ROWS[i] for i in QUICK_ROWS] if quick else TT_ROWS
    batches = (1,) if quick else (1, 16)
    match section:
        case "tt":
            return [tt_task("tt", row, batch) for batch in batches for row in rows]
        case "dense":
            sizes = DENSE_SIZES[:3] if quick else DENSE_SIZES
            return [dense_task("dense", *size, b, q) for b in batches for q in (False, True) for size in sizes]
        case "models":
            return model_tasks(say)
        case "cold":
            layers = [row for row in TT_ROWS if row.inputs == row.outputs == 1024][: 2 if quick else None]
            dense = [dense_task("cold", 1024, 1024, 1, q, cold=True) for q in (False, True)]
            return [tt_task("cold", row, 1, cold=True) for row in layers] + dense
        case "overhead":
            return [Task("overhead", "40 layers of 16→16", 1, make=tiny_network)]
        case "threads":
            return []  # nobody's but Handcar's: threads.py

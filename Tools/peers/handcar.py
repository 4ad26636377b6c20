"""Handcar's side of a comparison: sources for `handcar convert`, and the ways in which a file may be planned."""

import json
import subprocess

import numpy as np

# Name of the plan → further options of `handcar convert`: its own choice, and each of the two sweeps that the peers
# compute.
PLANS = {
    "handcar": [],
    "handcar, right to left": ["--contraction", "right-to-left"],
    "handcar, left to right": ["--contraction", "left-to-right"],
}


def tt_source(row, folder):
    arrays = {f"core_{k}": core for k, core in enumerate(row.cores())}
    return write_network(folder, row.inputs, [{"type": "tt_linear", "name": "tt", "cores": list(arrays)}], arrays)


def network_source(network, folder):
    """The network that the others get, of linear steps and ReLU."""
    if network.source:
        return network.source
    if network.quantized:
        return None  # no int8 yet
    layers, arrays = [], {}
    for index, step in enumerate(network.steps):
        if step.kind == "relu":
            layers.append({"type": "relu"})
            continue
        layers.append({"type": "linear", "name": f"l{index}", "weight": f"w{index}", "bias": f"b{index}"})
        arrays[f"w{index}"], arrays[f"b{index}"] = step.weight, step.bias
    return write_network(folder, network.input_shape[1], layers, arrays)


def write_network(folder, inputs, layers, arrays):
    np.savez(folder / "arrays.npz", **arrays)
    description = {
        "format": "handcar-network",
        "version": 1,
        "arrays": "arrays.npz",
        "input": {"shape": [inputs]},
        "layers": layers,
    }
    path = folder / "network.json"
    path.write_text(json.dumps(description))
    return path


def convert(source, batch, options, path):
    command = [".build/release/handcar", "convert", str(source), "-o", str(path), "--batch", str(batch), *options]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    return path

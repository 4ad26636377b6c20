"""ncnn: its two files written here, layer by layer. It drops the batch axis, and permutes at most four axes."""

from pathlib import Path

import ncnn
import numpy as np

VERSION = ncnn.__version__
FORMULATIONS = ["chain-rtl", "chain-ltr", "batched-rtl", "batched-ltr"]

# Permute's numbers by the order of the result: 0 is the innermost axis of the input, and the innermost comes first.
ORDERS = {
    2: "01 10",
    3: "012 102 021 201 120 210",
    4: "0123 1023 0213 2013 1203 2103 0132 1032 0312 3012 1302 3102"
    " 0231 2031 0321 3021 2301 3201 1230 2130 1320 3120 2310 3210",
}


def libraries():
    return Path(ncnn.__file__).parent.glob("*.so")


def permutation(order):
    if len(order) not in ORDERS:
        raise NotImplementedError(f"{len(order)} axes")
    return ORDERS[len(order)].split().index("".join(str(len(order) - 1 - axis) for axis in reversed(order)))


def dimensions(shape):
    """As Reshape wants them: w, h, d and c by number."""
    shape = tuple(shape)
    names = {1: (0,), 2: (1, 0), 3: (2, 1, 0), 4: (2, 11, 1, 0)}
    if len(shape) not in names:
        raise NotImplementedError(f"{len(shape)} axes")
    return " ".join(f"{name}={size}" for name, size in zip(names[len(shape)], shape))


class Builder:
    def __init__(self):
        self.layers, self.weights, self.blobs, self.last = [], [], 0, None

    def layer(self, kind, inputs, parameters=""):
        self.blobs += 1
        name = f"b{self.blobs}"
        self.layers.append(f"{kind} l{self.blobs} {len(inputs)} 1 {' '.join([*inputs, name])} {parameters}")
        return name

    def raw(self, *arrays, tagged=True):
        """The first array of a layer is preceded by a word that says: float32."""
        if tagged:
            self.weights.append(bytes(4))
        self.weights.extend(np.ascontiguousarray(a, np.float32).tobytes() for a in arrays if a is not None)


def emit(build, step, value, fused):
    bias = step.bias is not None
    match step.kind:
        case "reshape":
            return build.layer("Reshape", [value], dimensions(step.shape))
        case "transpose":
            return build.layer("Permute", [value], f"0={permutation(step.permutation)}")
        case "linear":
            build.raw(step.weight)
            build.raw(step.bias, tagged=False)
            parameters = f"0={len(step.weight)} 1={int(bias)} 2={step.weight.size} 9={int(fused)}"
            return build.layer("InnerProduct", [value], parameters)
        case "contract":
            left = build.layer("MemoryData", [], f"0={step.weight.shape[1]} 1={step.weight.shape[0]}")
            build.raw(step.weight, tagged=False)
            return build.layer("MatMul", [left, value])
        case "conv":
            build.raw(step.weight)
            build.raw(step.bias, tagged=False)
            outputs, _, height, width = step.weight.shape
            parameters = f"0={outputs} 1={width} 11={height} 5=1 6={step.weight.size} 9={int(fused)}"
            return build.layer("Convolution", [value], parameters)
        case "scale":
            build.raw(step.weight, step.bias, tagged=False)
            return build.layer("Scale", [value], f"0={len(step.weight)} 1=1")
    raise NotImplementedError(step.kind)


def build(network, folder):
    if network.quantized:
        raise NotImplementedError("int8 is not written for it")
    path, build = folder / "network.param", Builder()
    shape = network.input_shape
    if len(shape) == 4:
        if shape[0] != 1:
            raise NotImplementedError("a batch of images")
        shape = shape[1:]
    value = build.layer("Input", [], dimensions(shape))
    first = value
    for step, following in zip(network.steps, [*network.steps[1:], None]):
        fused = following is not None and following.kind == "relu"
        if step.kind != "relu":  # it is fused into the step before
            value = emit(build, step, value, fused)
    header = ["7767517", f"{len(build.layers)} {build.blobs}"]
    path.write_text("\n".join([*header, *build.layers]) + "\n")
    path.with_suffix(".bin").write_bytes(b"".join(build.weights))
    path.with_suffix(".io").write_text(f"{first} {value}\n{' '.join(map(str, network.input_shape))}")
    return path


class open:
    def __init__(self, path):
        self.net = ncnn.Net()
        self.net.opt.num_threads = 1
        self.net.opt.use_bf16_storage = self.net.opt.use_fp16_storage = False
        path = Path(path)
        if self.net.load_param(str(path)) or self.net.load_model(str(path.with_suffix(".bin"))):
            raise RuntimeError("ncnn does not load it")
        names, shape = path.with_suffix(".io").read_text().split("\n")
        self.first, self.last = names.split()
        self.shape = [int(size) for size in shape.split()]
        if len(self.shape) == 4:
            self.shape = self.shape[1:]

    def write(self, x):
        self.array = np.ascontiguousarray(x.reshape(self.shape))
        self.x = ncnn.Mat(self.array)

    def run(self):
        extractor = self.net.create_extractor()
        extractor.input(self.first, self.x)
        status, self.y = extractor.extract(self.last)
        if status:
            raise RuntimeError(f"ncnn: {status}")

    def read(self):
        return np.array(self.y)

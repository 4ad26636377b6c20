"""A network as a list of steps: the common form from which every runtime gets its own file.

One value flows from step to step. Only what the comparison needs is here; shapes are static and include the batch.
"""

from dataclasses import dataclass, field

import numpy as np


@dataclass
class Step:
    """`kind` and its arrays and attributes:

    reshape    shape
    transpose  permutation
    linear     weight (outputs, inputs), bias or None: on a matrix (rows, inputs)
    contract   weight (R, K): on a state (P, K, Q), giving (P, R, Q); a matrix product for each p
    einsum     the same through the einsum operator, for runtimes that have one
    relu
    conv       weight (outputs, inputs, height, width), bias: stride 1, no padding
    scale      factor, term for each channel (axis 1)
    """

    kind: str
    weight: np.ndarray | None = None
    bias: np.ndarray | None = None
    shape: tuple = ()  # of the step's result
    permutation: tuple = ()


@dataclass
class Network:
    name: str
    input_shape: tuple
    steps: list = field(default_factory=list)
    source: str | None = None  # the ONNX file that this was read from
    quantized: bool = False  # int8: only of one linear step

    @property
    def shape(self):
        return self.steps[-1].shape if self.steps else self.input_shape

    def add(self, kind, **content):
        content.setdefault("shape", result_shape(kind, self.shape, content))
        self.steps.append(Step(kind, **content))
        return self

    def reshape(self, *shape):
        if self.steps and self.steps[-1].kind == "reshape":
            self.steps.pop()
        return self if shape == self.shape else self.add("reshape", shape=shape)

    def transpose(self, *permutation):
        """With as few axes as say the same: runtimes are fast at few axes, and none is asked to move nothing."""
        shape = self.shape
        groups = []  # runs of axes that stay neighbours, in their new order
        for axis in (axis for axis in permutation if shape[axis] > 1):
            between = range(groups[-1][-1] + 1, axis) if groups else ()
            if groups and groups[-1][-1] < axis and all(shape[other] == 1 for other in between):
                groups[-1].append(axis)
            else:
                groups.append([axis])
        merged = sorted(groups)
        if merged != groups:
            self.reshape(*(int(np.prod([shape[axis] for axis in group])) for group in merged))
            self.add("transpose", permutation=tuple(merged.index(group) for group in groups))
        return self.reshape(*(shape[axis] for axis in permutation))

    def evaluate(self, x, dtype=np.float64):
        """The plain meaning of the steps, by NumPy."""
        x = x.astype(dtype).reshape(self.input_shape)
        for step in self.steps:
            x = evaluate_step(step, x, dtype)
        return x


def result_shape(kind, shape, content):
    if kind == "transpose":
        return tuple(shape[axis] for axis in content["permutation"])
    if kind == "linear":
        return (shape[0], len(content["weight"]))
    if kind in ("contract", "einsum"):
        return (shape[0], len(content["weight"]), shape[2])
    if kind == "conv":
        outputs, _, height, width = content["weight"].shape
        return (shape[0], outputs, shape[2] - height + 1, shape[3] - width + 1)
    return shape


def evaluate_step(step, x, dtype):
    weight = None if step.weight is None else step.weight.astype(dtype)
    match step.kind:
        case "reshape":
            return x.reshape(step.shape)
        case "transpose":
            return x.transpose(step.permutation)
        case "linear":
            y = x @ weight.T
            return y if step.bias is None else y + step.bias
        case "contract":
            return np.matmul(weight, x)
        case "einsum":
            return np.einsum("rk,pkq->prq", weight, x)
        case "relu":
            return np.maximum(x, 0)
        case "conv":
            windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], axis=(2, 3))
            return np.einsum("bchwij,ocij->bohw", windows, weight, optimize=True) + step.bias[:, None, None]
        case "scale":
            axes = (slice(None),) + (None,) * (x.ndim - 2)
            return x * weight[axes] + step.bias[axes]


def read_onnx(path, batch):
    """The sample networks: Gemm, MatMul + Add, Conv, Relu, Flatten and BatchNormalization, folded where it can be."""
    import onnx
    from onnx import numpy_helper

    model = onnx.load(path)
    arrays = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
    dimensions = model.graph.input[0].type.tensor_type.shape.dim
    shape = tuple(d.dim_value or batch for d in dimensions)
    network = Network(path.stem, shape, source=str(path))
    for node in model.graph.node:
        attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        operands = [arrays[name] for name in node.input[1:]]
        last = network.steps[-1] if network.steps else None
        match node.op_type:
            case "Gemm":
                weight = operands[0] if attributes.get("transB") else operands[0].T
                network.add("linear", weight=weight, bias=operands[1])
            case "MatMul":
                network.add("linear", weight=operands[0].T)
            case "Add" if last.kind == "linear" and last.bias is None:
                last.bias = operands[0]
            case "Conv" if set(attributes) <= {"kernel_shape"}:
                network.add("conv", weight=operands[0], bias=operands[1])
            case "Relu":
                network.add("relu")
            case "Flatten":
                network.reshape(network.shape[0], int(np.prod(network.shape[1:])))
            case "BatchNormalization":
                gamma, beta, mean, variance = operands
                factor = gamma / np.sqrt(variance + attributes.get("epsilon", 1e-5))
                term = beta - mean * factor
                if last.kind == "linear":
                    last.weight = last.weight * factor[:, None]
                    last.bias = last.bias * factor + term
                else:
                    network.add("scale", weight=factor, bias=term)
            case other:
                raise ValueError(f"{path}: {other} is not known here")
    for step in network.steps:
        for name in ("weight", "bias"):
            if getattr(step, name) is not None:
                setattr(step, name, np.ascontiguousarray(getattr(step, name), np.float32))
    return network

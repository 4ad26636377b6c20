"""The network as an ONNX file, for the runtimes that read ONNX."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
INPUT_SCALE = 1 / 32  # of the int8 layer: covers ±4 of the standard normal input
OUTPUT_SCALE = 1 / 24


def write(network, folder, weight_bits=8):
    path = folder / "network.onnx"
    if network.source:
        model = fixed(network)
    elif network.quantized:
        model = quantized(network, weight_bits)
    else:
        model = plain(network)
    onnx.save(model, str(path))
    return path


def fixed(network):
    """The file that the network was read from, its batch fixed: runtimes fold it as they can."""
    model = onnx.load(network.source)
    for size, dimension in zip(network.input_shape, model.graph.input[0].type.tensor_type.shape.dim):
        dimension.dim_value = size
    for output in model.graph.output:
        output.type.tensor_type.shape.dim[0].dim_value = network.input_shape[0]
    return model


class Builder:
    def __init__(self):
        self.nodes, self.constants, self.count = [], [], 0

    def constant(self, array):
        self.count += 1
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), f"c{self.count}"))
        return self.constants[-1].name

    def node(self, operator, *inputs, **attributes):
        self.count += 1
        self.nodes.append(helper.make_node(operator, inputs, [f"v{self.count}"], **attributes))
        return f"v{self.count}"

    def model(self, network, last):
        self.nodes.append(helper.make_node("Identity", [last], ["y"]))
        graph = helper.make_graph(
            self.nodes,
            "network",
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, network.input_shape)],
            [helper.make_tensor_value_info("y", TensorProto.FLOAT, network.shape)],
            self.constants,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = 8
        return model


def plain(network):
    build, value = Builder(), "x"
    for step in network.steps:
        match step.kind:
            case "reshape":
                value = build.node("Reshape", value, build.constant(np.array(step.shape, np.int64)))
            case "transpose":
                value = build.node("Transpose", value, perm=step.permutation)
            case "linear" if step.bias is None:
                value = build.node("MatMul", value, build.constant(step.weight.T))
            case "linear":
                value = build.node("Gemm", value, build.constant(step.weight), build.constant(step.bias), transB=1)
            case "contract":
                value = build.node("MatMul", build.constant(step.weight), value)
            case "einsum":
                value = build.node("Einsum", build.constant(step.weight), value, equation="rk,pkq->prq")
            case "relu":
                value = build.node("Relu", value)
            case kind:
                raise NotImplementedError(kind)
    # The output must have its own name, and an Identity is dropped by every runtime.
    return build.model(network, value)


def quantize(weight, bits):
    """Symmetric, one scale for each output."""
    limit = 2 ** (bits - 1) - 1
    scales = np.abs(weight).max(axis=1) / limit
    return np.round(weight / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def quantized(network, bits):
    """QuantizeLinear / DequantizeLinear around the product, which runtimes turn into one integer product."""
    build = Builder()
    weight, scales = quantize(network.steps[0].weight, bits)
    zero_point = build.constant(np.uint8(128))

    def rounded(value, scale):
        operands = (build.constant(np.float32(scale)), zero_point)
        return build.node("DequantizeLinear", build.node("QuantizeLinear", value, *operands), *operands)

    zeros = build.constant(np.zeros(len(scales), np.int8))
    right = build.node("DequantizeLinear", build.constant(weight.T), build.constant(scales), zeros, axis=1)
    return build.model(network, rounded(build.node("MatMul", rounded("x", INPUT_SCALE), right), OUTPUT_SCALE))

"""LiteRT with XNNPACK. The flatbuffer is written here, operator by operator: what its converter would make of a graph
that is already in its best form, without TensorFlow."""

from importlib.metadata import version
from pathlib import Path

import ai_edge_litert
import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter

from .onnx_file import INPUT_SCALE, OUTPUT_SCALE, quantize

VERSION = version("ai-edge-litert")
FORMULATIONS = ["chain-rtl", "chain-ltr", "batched-rtl", "batched-ltr"]  # it has no einsum

TYPES = {"float32": schema.TensorType.FLOAT32, "int8": schema.TensorType.INT8, "int32": schema.TensorType.INT32}
VERSIONS = {"FULLY_CONNECTED": {"float32": 1, "int8": 5}}  # 5: a scale for each output


def libraries():
    folder = Path(ai_edge_litert.__file__).parent
    return [folder / "libpywrap_litert_common.so", folder / "_pywrap_litert_interpreter_wrapper.so"]


class Builder:
    def __init__(self):
        self.graph = schema.SubGraphT()
        self.graph.tensors, self.graph.operators = [], []
        self.model = schema.ModelT()
        self.model.version, self.model.subgraphs, self.model.operatorCodes = 3, [self.graph], []
        self.model.buffers = [schema.BufferT()]  # the first one is the empty one

    def tensor(self, shape, element="float32", data=None, scale=None):
        tensor = schema.TensorT()
        tensor.shape, tensor.type, tensor.buffer = list(shape), TYPES[element], 0
        tensor.name = f"t{len(self.graph.tensors)}"
        if data is not None:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(np.ascontiguousarray(data).tobytes(), np.uint8)
            tensor.buffer = len(self.model.buffers)
            self.model.buffers.append(buffer)
        if scale is not None:
            scales = np.atleast_1d(np.asarray(scale, np.float32))
            tensor.quantization = schema.QuantizationParametersT()
            tensor.quantization.scale = scales
            tensor.quantization.zeroPoint = np.zeros(len(scales), np.int64)
        self.graph.tensors.append(tensor)
        return len(self.graph.tensors) - 1

    def constant(self, array, scale=None):
        return self.tensor(array.shape, array.dtype.name, array, scale)

    def operator(self, name, inputs, output, options=None, element="float32"):
        code = schema.OperatorCodeT()
        code.builtinCode = code.deprecatedBuiltinCode = getattr(schema.BuiltinOperator, name)
        code.version = VERSIONS.get(name, {}).get(element, 1)
        operator = schema.OperatorT()
        operator.opcodeIndex = len(self.model.operatorCodes)
        self.model.operatorCodes.append(code)
        operator.inputs, operator.outputs = inputs, [output]
        if options is not None:
            operator.builtinOptionsType = getattr(schema.BuiltinOptions, type(options).__name__[:-1])
            operator.builtinOptions = options
        self.graph.operators.append(operator)
        return output

    def bytes(self, first, last):
        self.graph.inputs, self.graph.outputs = [first], [last]
        builder = flatbuffers.Builder(1 << 20)
        builder.Finish(self.model.Pack(builder), b"TFL3")
        return builder.Output()


def channels_last(step, following, shape):
    """A flattened image comes with its channels last here; the weights that follow are reordered instead."""
    channels, height, width = shape[1:]
    weight = following.weight.reshape(-1, channels, height, width)
    following.weight = np.ascontiguousarray(weight.transpose(0, 2, 3, 1)).reshape(following.weight.shape)


def build(network, folder):
    path = folder / "network.tflite"
    build = Builder()
    if network.quantized:
        path.write_bytes(quantized(build, network))
        return path
    fused = schema.ActivationFunctionType
    image = len(network.input_shape) == 4

    def laid(shape):
        return (shape[0], *shape[2:], shape[1]) if len(shape) == 4 and image else shape

    first = value = build.tensor(laid(network.input_shape))
    shape, steps = network.input_shape, network.steps
    for index, step in enumerate(steps):
        activation = fused.NONE
        if index + 1 < len(steps) and steps[index + 1].kind == "relu":
            activation = fused.RELU
        result = build.tensor(laid(step.shape)) if step.kind != "relu" else None
        match step.kind:
            case "relu":  # fused into the step before
                continue
            case "reshape":
                if image and len(shape) == 4:
                    channels_last(step, steps[index + 1], shape)
                options = schema.ReshapeOptionsT()
                options.newShape = list(step.shape)
                target = build.constant(np.array(step.shape, np.int32))
                value = build.operator("RESHAPE", [value, target], result, options)
            case "transpose":
                order = build.constant(np.array(step.permutation, np.int32))
                value = build.operator("TRANSPOSE", [value, order], result, schema.TransposeOptionsT())
            case "linear":
                options = schema.FullyConnectedOptionsT()
                options.fusedActivationFunction = activation
                bias = -1 if step.bias is None else build.constant(step.bias)
                operands = [value, build.constant(step.weight), bias]
                value = build.operator("FULLY_CONNECTED", operands, result, options)
            case "contract":
                operands = [build.constant(step.weight[None]), value]
                value = build.operator("BATCH_MATMUL", operands, result, schema.BatchMatMulOptionsT())
            case "conv":
                options = schema.Conv2DOptionsT()
                options.padding, options.strideW, options.strideH = schema.Padding.VALID, 1, 1
                options.dilationWFactor = options.dilationHFactor = 1
                options.fusedActivationFunction = activation
                operands = [value, build.constant(step.weight.transpose(0, 2, 3, 1)), build.constant(step.bias)]
                value = build.operator("CONV_2D", operands, result, options)
            case "scale":
                scaled = build.tensor(laid(step.shape))
                build.operator("MUL", [value, build.constant(step.weight)], scaled, schema.MulOptionsT())
                options = schema.AddOptionsT()
                options.fusedActivationFunction = activation
                value = build.operator("ADD", [scaled, build.constant(step.bias)], result, options)
            case kind:
                raise NotImplementedError(kind)
        shape = step.shape
    path.write_bytes(build.bytes(first, value))
    return path


def quantized(build, network):
    """int8 in, int8 out: quantizing the input and reading the output back are not timed."""
    weight, scales = quantize(network.steps[0].weight, 8)
    first = build.tensor(network.input_shape, "int8", scale=INPUT_SCALE)
    last = build.tensor(network.shape, "int8", scale=OUTPUT_SCALE)
    bias = build.constant(np.zeros(len(scales), np.int32), scales * INPUT_SCALE)
    operands = [first, build.constant(weight, scales), bias]
    build.operator("FULLY_CONNECTED", operands, last, schema.FullyConnectedOptionsT(), "int8")
    return build.bytes(first, last)


class open:
    def __init__(self, path):
        self.interpreter = Interpreter(model_path=str(path), num_threads=1)
        self.interpreter.allocate_tensors()
        self.input = self.interpreter.get_input_details()[0]
        self.output = self.interpreter.get_output_details()[0]
        self.run = self.interpreter._interpreter.Invoke  # past the wrapper's own checks

    def write(self, x):
        shape = self.input["shape"]
        if len(shape) == 4:
            x = x.reshape(shape[0], shape[3], shape[1], shape[2]).transpose(0, 2, 3, 1)
        x = x.reshape(shape)
        if self.input["dtype"] == np.int8:
            x = np.clip(np.round(x / INPUT_SCALE), -128, 127).astype(np.int8)
        self.interpreter.set_tensor(self.input["index"], np.ascontiguousarray(x))

    def read(self):
        y = self.interpreter.get_tensor(self.output["index"])
        return y * np.float32(OUTPUT_SCALE) if y.dtype == np.int8 else y

"""IREE: the network as MLIR on tensors, compiled for this very CPU, run by the synchronous local device."""

from importlib.metadata import version
from math import prod
from pathlib import Path

import iree.compiler
import iree.runtime as runtime
import numpy as np

VERSION = version("iree-base-compiler")
FORMULATIONS = ["chain-rtl", "chain-ltr", "batched-rtl", "batched-ltr"]  # batched is einsum as linalg writes it

FLAGS = ["--iree-llvmcpu-target-cpu=host", "--iree-opt-level=O3", "--iree-opt-data-tiling"]


def libraries():
    import iree._runtime_libs

    return Path(next(iter(iree._runtime_libs.__path__))).glob("_runtime.*.so")


def tensor(shape):
    return f"tensor<{'x'.join(map(str, (*shape, 'f32')))}>"


def literal(array):
    data = np.ascontiguousarray(array, np.float32)
    return f'dense<"0x{data.tobytes().hex().upper()}"> : {tensor(data.shape)}'


def regroup(old, new):
    """The finest groups of axes with equal products on both sides: [([old axes], [new axes])]."""
    groups, i, j = [], 0, 0
    while i < len(old) or j < len(new):
        left, right = [i] if i < len(old) else [], [j] if j < len(new) else []
        a, b = prod(old[k] for k in left), prod(new[k] for k in right)
        i, j = i + len(left), j + len(right)
        while a != b:
            if a < b:
                a *= old[i]
                left.append(i)
                i += 1
            else:
                b *= new[j]
                right.append(j)
                j += 1
        if left and right:
            groups.append((left, right))
        else:  # an axis of size 1 that is left over joins its neighbour
            groups[-1][0].extend(left)
            groups[-1][1].extend(right)
    return groups


class Builder:
    def __init__(self):
        self.lines, self.count = [], 0

    def value(self, text):
        self.count += 1
        self.lines.append(f"    %v{self.count} = {text}")
        return f"%v{self.count}"

    def constant(self, array):
        return self.value("arith.constant " + literal(array))

    def zeros(self, shape):
        empty = self.value(f"tensor.empty() : {tensor(shape)}")
        return self.value(f"linalg.fill ins(%zero : f32) outs({empty} : {tensor(shape)}) -> {tensor(shape)}")

    def product(self, left, left_shape, right, right_shape, start):
        shape = tensor((left_shape[0], right_shape[1]))
        operands = f"ins({left}, {right} : {tensor(left_shape)}, {tensor(right_shape)}) outs({start} : {shape})"
        return self.value(f"linalg.matmul {operands} -> {shape}")

    def reshape(self, value, old, new):
        groups = regroup(old, new)
        middle = tuple(prod(old[k] for k in left) for left, _ in groups)
        if middle != old:
            axes = [left for left, _ in groups]
            value = self.value(f"tensor.collapse_shape {value} {axes} : {tensor(old)} into {tensor(middle)}")
        if middle != new:
            axes = [right for _, right in groups]
            kind = f"{tensor(middle)} into {tensor(new)}"
            value = self.value(f"tensor.expand_shape {value} {axes} output_shape {list(new)} : {kind}")
        return value

    def generic(self, maps, iterators, inputs, output, arguments, body):
        """`inputs` and `output`: (value, shape)."""
        operands = ", ".join(value for value, _ in inputs) + " : " + ", ".join(tensor(shape) for _, shape in inputs)
        kind = tensor(output[1])
        maps = ", ".join(f"affine_map<{m}>" for m in maps)
        iterators = ", ".join(f'"{i}"' for i in iterators)
        arguments = ", ".join(f"%{a}: f32" for a in arguments)
        return self.value(
            f"linalg.generic {{indexing_maps = [{maps}], iterator_types = [{iterators}]}} "
            f"ins({operands}) outs({output[0]} : {kind}) {{\n"
            f"    ^bb0({arguments}):\n      {body}\n    }} -> {kind}"
        )

    def empty(self, shape):
        return self.value(f"tensor.empty() : {tensor(shape)}")

    def broadcast(self, bias, shape, axis):
        others = [a for a in range(len(shape)) if a != axis]
        operands = f"ins({bias} : {tensor((shape[axis],))}) outs({self.empty(shape)} : {tensor(shape)})"
        return self.value(f"linalg.broadcast {operands} dimensions = {others}")


def emit(build, step, value, shape):
    axes = ", ".join(f"d{a}" for a in range(len(shape)))
    same, parallel = f"({axes}) -> ({axes})", ["parallel"] * len(shape)
    match step.kind:
        case "reshape":
            return build.reshape(value, shape, step.shape)
        case "transpose":
            order = list(step.permutation)
            operands = f"ins({value} : {tensor(shape)}) outs({build.empty(step.shape)} : {tensor(step.shape)})"
            return build.value(f"linalg.transpose {operands} permutation = {order}")
        case "linear":
            right = step.weight.T
            start = build.zeros(step.shape)
            if step.bias is not None:
                start = build.broadcast(build.constant(step.bias), step.shape, 1)
            return build.product(value, shape, build.constant(right), right.shape, start)
        case "contract" if shape[0] == 1:
            state = build.reshape(value, shape, shape[1:])
            left = build.constant(step.weight)
            result = build.product(left, step.weight.shape, state, shape[1:], build.zeros(step.shape[1:]))
            return build.reshape(result, step.shape[1:], step.shape)
        case "contract":
            return build.generic(
                ["(p, r, q, k) -> (r, k)", "(p, r, q, k) -> (p, k, q)", "(p, r, q, k) -> (p, r, q)"],
                ["parallel"] * 3 + ["reduction"],
                [(build.constant(step.weight), step.weight.shape), (value, shape)],
                (build.zeros(step.shape), step.shape),
                "abc",
                "%m = arith.mulf %a, %b : f32\n      %s = arith.addf %c, %m : f32\n      linalg.yield %s : f32",
            )
        case "relu":
            body = "%m = arith.maximumf %a, %zero : f32\n      linalg.yield %m : f32"
            return build.generic([same, same], parallel, [(value, shape)], (build.empty(shape), shape), "ab", body)
        case "conv":
            start = build.broadcast(build.constant(step.bias), step.shape, 1)
            weight, kind = build.constant(step.weight), tensor(step.shape)
            operands = f"ins({value}, {weight} : {tensor(shape)}, {tensor(step.weight.shape)})"
            return build.value(f"linalg.conv_2d_nchw_fchw {operands} outs({start} : {kind}) -> {kind}")
        case "scale":
            channel = f"({axes}) -> (d1)"
            constants = [(build.constant(a), a.shape) for a in (step.weight, step.bias)]
            body = "%m = arith.mulf %a, %b : f32\n      %s = arith.addf %m, %c : f32\n      linalg.yield %s : f32"
            inputs = [(value, shape), *constants]
            maps = [same, channel, channel, same]
            return build.generic(maps, parallel, inputs, (build.empty(shape), shape), "abcd", body)
    raise NotImplementedError(step.kind)


def build(network, folder):
    if network.quantized:
        raise NotImplementedError("int8 is not written for it")
    path, build, value, shape = folder / "network.vmfb", Builder(), "%x", network.input_shape
    for step in network.steps:
        value = emit(build, step, value, shape)
        shape = step.shape
    text = "\n".join([
        f"func.func @main(%x: {tensor(network.input_shape)}) -> {tensor(shape)} {{",
        "    %zero = arith.constant 0.0 : f32",
        *build.lines,
        f"    return {value} : {tensor(shape)}",
        "}",
    ])  # fmt: skip
    iree.compiler.compile_str(text, target_backends=["llvm-cpu"], extra_args=FLAGS, output_file=str(path))
    (folder / "shape").write_text(" ".join(map(str, network.input_shape)))
    return path


instance = runtime.VmInstance()
device = runtime.get_device("local-sync")


class open:
    def __init__(self, path):
        module = runtime.VmModule.mmap(instance, str(path))
        self.context = runtime.VmContext(instance, [runtime.create_hal_module(instance, device), module])
        self.main = module.lookup_function("main")
        self.shape = [int(size) for size in (Path(path).parent / "shape").read_text().split()]

    def write(self, x):
        view = device.allocator.allocate_buffer_copy(
            memory_type=runtime.MemoryType.DEVICE_LOCAL,
            allowed_usage=runtime.BufferUsage.DEFAULT | runtime.BufferUsage.MAPPING,
            device=device,
            buffer=np.ascontiguousarray(x.reshape(self.shape)),
            element_type=runtime.HalElementType.FLOAT_32,
        )
        self.inputs = runtime.VmVariantList(1)
        self.inputs.push_ref(view)

    def run(self):
        self.outputs = runtime.VmVariantList(1)
        self.context.invoke(self.main, self.inputs, self.outputs)

    def read(self):
        view = self.outputs.get_as_object(0, runtime.HalBufferView)
        return runtime.DeviceArray(device, view, implicit_host_transfer=True).to_host().copy()

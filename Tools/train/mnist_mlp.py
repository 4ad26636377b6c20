"""Trains the MNIST networks of the measurements: 784-256-…-256-10 with ReLU, two hidden layers of 256 by default.

Needs torch, numpy, onnx. Usage: python mnist_mlp.py IMAGES.npy LABELS.npy OUTPUT.onnx [HIDDEN_LAYERS]

It sees the first 4,000 images with their labels, moved by up to two pixels; the last 1,000 are for accuracy. Input
`(x / 255 − 0.1307) / 0.3081` of shape (batch, 1, 28, 28).
"""

import sys

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

TRAIN_COUNT = 4000
EPOCHS = 60
BATCH = 64


def network(model):
    """Flatten, Gemm and Relu nodes, any number of samples."""
    nodes = [helper.make_node("Flatten", ["input"], ["flat"], "flatten", axis=1)]
    initializers = []
    value = "flat"
    layers = [layer for layer in model if isinstance(layer, torch.nn.Linear)]
    for k, layer in enumerate(layers):
        names = [f"fc{k + 1}.weight", f"fc{k + 1}.bias"]
        initializers.append(numpy_helper.from_array(layer.weight.detach().numpy(), names[0]))
        initializers.append(numpy_helper.from_array(layer.bias.detach().numpy(), names[1]))
        is_last = k == len(layers) - 1
        output = "logits" if is_last else f"fc{k + 1}"
        nodes.append(helper.make_node("Gemm", [value, *names], [output], f"fc{k + 1}", transB=1))
        if not is_last:
            value = f"relu{k + 1}"
            nodes.append(helper.make_node("Relu", [output], [value], value))
    graph = helper.make_graph(
        nodes, "mnist-mlp",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["batch", 1, 28, 28])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 10])],
        initializers,
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="Tools/train/mnist_mlp.py"
    )
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


def main():
    torch.manual_seed(0)
    torch.set_num_threads(1)
    images = torch.from_numpy(np.load(sys.argv[1]).astype(np.float32))
    images = (images / 255 - 0.1307) / 0.3081
    labels = torch.from_numpy(np.load(sys.argv[2]).astype(np.int64))
    train_images, train_labels = images[:TRAIN_COUNT], labels[:TRAIN_COUNT]
    hidden_layers = int(sys.argv[4]) if len(sys.argv) > 4 else 2
    layers = [torch.nn.Flatten(), torch.nn.Linear(784, 256), torch.nn.ReLU()]
    for _ in range(hidden_layers - 1):
        layers += [torch.nn.Linear(256, 256), torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers, torch.nn.Linear(256, 10))
    optimizer = torch.optim.AdamW(model.parameters(), weight_decay=0.05)
    steps = TRAIN_COUNT // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=EPOCHS * steps)
    for _ in range(EPOCHS):
        order = torch.randperm(TRAIN_COUNT)
        for step in range(steps):
            batch = order[step * BATCH : (step + 1) * BATCH]
            dy, dx = torch.randint(-2, 3, (2,)).tolist()
            x = torch.roll(train_images[batch], (dy, dx), (2, 3))
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(x), train_labels[batch]).backward()
            optimizer.step()
            schedule.step()
    with torch.no_grad():
        right = (model(images).argmax(1) == labels).float()
    print(f"train {right[:TRAIN_COUNT].mean():.4f}, test {right[TRAIN_COUNT:].mean():.4f}")
    onnx.save(network(model), sys.argv[3])


main()

"""Runs clipstream's encoder programs in this machine's own PyTorch, beside torch.compile.

    python3 encoders.py                       # the first GPU, all architectures
    python3 encoders.py --device cpu --architectures ViT-B-32 --batches 1 --seconds 1   # a trial

Prints a line a measurement and writes all of it to results.json. Weights are random, by seed.
"""

import argparse
import json
import math
import os
import time

import torch

import towers

HERE = os.path.dirname(os.path.abspath(__file__))
TYPES = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}
NUMBERS = {"fp32": 6, "fp16": 5, "bf16": 15}  # as PyTorch counts its types


def weights_of(model, seed=1):
    """Random weights by name, float32 on the CPU: gains one, biases zero, the rest scaled normals."""
    generator = torch.Generator().manual_seed(seed)
    weights = {}
    for name, shape in model["shapes"].items():
        last = name.split(".")[-1]
        if name == "logit_scale":
            weights[name] = torch.tensor(math.log(1 / 0.07))
        elif last in ("running_var",) or (last == "weight" and len(shape) == 1):
            weights[name] = torch.ones(shape)
        elif last in ("bias", "running_mean", "in_proj_bias"):
            weights[name] = torch.zeros(shape)
        else:
            inputs = math.prod(shape[1:]) if len(shape) > 1 else shape[0]
            weights[name] = torch.randn(shape, generator=generator) / math.sqrt(inputs)
    return weights


def synchronize(device):
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def rate(work, items, seconds, device):
    """Items a second, after a warm-up."""
    for _ in range(3):
        work()
    synchronize(device)
    calls = 0
    start = time.monotonic()
    while calls < 3 or time.monotonic() - start < seconds:
        work()
        calls += 1
        if calls % 8 == 0:
            synchronize(device)
    synchronize(device)
    return calls * items / (time.monotonic() - start)


def best_product(device, dtype, seconds):
    """Floating-point operations a second of a large square product: what the card can do here."""
    side = 8192 if device.type == "cuda" else 512
    a = torch.randn(side, side, device=device, dtype=dtype)
    return rate(lambda: a @ a, 2 * side**3, seconds, device)


def peak_memory(device):
    return torch.cuda.max_memory_allocated(device) >> 20 if device.type == "cuda" else None


class Kit:
    def __init__(self, options):
        self.options = options
        self.device = torch.device(options.device)
        self.results = []
        self.peaks = {}
        torch._C._set_graph_executor_optimize(False)  # as the Java side does

    def say(self, **result):
        self.results.append(result)
        print("  ".join("%s %s" % (k, "%.5g" % v if isinstance(v, float) else v) for k, v in result.items()), flush=True)

    @staticmethod
    def flops(plain, pixels):
        """Floating-point operations of one picture, as PyTorch counts them."""
        try:
            from torch.utils.flop_counter import FlopCounterMode
        except ImportError:
            return math.nan
        with FlopCounterMode(display=False) as counter:
            plain(pixels[:1])
        return counter.get_total_flops()

    def share(self, flops, precision):
        if precision not in self.peaks:
            self.peaks[precision] = best_product(self.device, TYPES[precision], self.options.seconds)
            self.say(what="best product", precision=precision, teraflops=self.peaks[precision] / 1e12)
        return flops / self.peaks[precision]

    def program(self, name, precision="fp32"):
        path = os.path.join(HERE, "programs", name + "." + precision + ".pt")
        return torch.jit.load(path, map_location=self.device)

    def levels(self, model, batch):
        side = model["image"]["side"]
        generator = torch.Generator().manual_seed(2)
        return torch.randint(0, 256, (batch, side, side, 3), generator=generator, dtype=torch.uint8)

    def channels(self, model, device):
        return {name: torch.tensor(model[name], device=device) for name in ("mean", "deviation")}

    def architecture(self, name):
        with open(os.path.join(HERE, "programs", name + ".json")) as file:
            model = json.load(file)
        weights = weights_of(model)
        with torch.no_grad():
            expected = self.reference(name, model, weights)
            for precision in self.options.precisions:
                self.tower(name, model, weights, precision, expected)
                self.texts(name, model, weights, precision)
        for precision in self.options.precisions:
            self.training(name, model, weights, precision)

    def reference(self, name, model, weights):
        """Embeddings in float32 on the CPU, of the program and of the plain tower."""
        program = torch.jit.load(os.path.join(HERE, "programs", name + ".fp32.pt"))
        levels = self.levels(model, 4)
        channels = self.channels(model, "cpu")
        expected = program.encode_images(levels, channels, weights)
        tower = towers.image_tower(model, weights)
        pixels = self.pixels(levels, channels)
        model["flops"] = self.flops(tower, pixels)
        plain = tower(pixels)
        plain = plain / plain.norm(dim=-1, keepdim=True)
        self.say(what="plain tower beside program, cpu fp32", model=name, off=(plain - expected).abs().max().item())
        return expected

    @staticmethod
    def pixels(levels, channels):
        return ((levels.float() - channels["mean"]) / channels["deviation"]).permute(0, 3, 1, 2)

    def tower(self, name, model, weights, precision, expected):
        program = self.program(name)
        own = program.cast({k: w.to(self.device) for k, w in weights.items()}, NUMBERS[precision])
        channels = self.channels(model, self.device)
        actual = program.encode_images(self.levels(model, 4).to(self.device), channels, own).cpu()
        self.say(
            what="parity with cpu fp32", model=name, precision=precision,
            off=(actual - expected).abs().max().item(),
            cosine=(actual * expected).sum(1).min().item(),
        )
        plain = towers.image_tower(model, weights).to(self.device).to(TYPES[precision])
        compiled = plain if self.options.eager else torch.compile(plain)
        for batch in self.options.batches:
            levels = self.levels(model, batch).to(self.device)
            pixels = self.pixels(levels, channels).to(TYPES[precision]).contiguous()
            if self.device.type == "cuda":
                torch.cuda.reset_peak_memory_stats(self.device)
            ours = rate(lambda: program.encode_images(levels, channels, own), batch, self.options.seconds, self.device)
            memory = peak_memory(self.device)
            peer = rate(lambda: compiled(pixels), batch, self.options.seconds, self.device)
            self.say(
                what="images", model=name, precision=precision, batch=batch, ours=ours, compiled=peer,
                ratio=ours / peer, share_of_best_product=self.share(ours * model["flops"], precision),
                mebibytes=memory,
            )
        if self.device.type == "cuda":
            self.staging(name, model, program, own, channels, precision)

    def staging(self, name, model, program, own, channels, precision):
        """Levels from pageable memory, from pinned memory, and from pinned memory while the last batch is encoded."""
        batch = max(self.options.batches)
        host = self.levels(model, batch)
        pinned = [host.pin_memory(), host.clone().pin_memory()]
        copies = torch.cuda.Stream(self.device)
        buffers = [p.to(self.device) for p in pinned]
        turn = [0]

        def overlapped():
            now, then = turn[0] % 2, (turn[0] + 1) % 2
            turn[0] += 1
            torch.cuda.current_stream().wait_stream(copies)
            copies.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(copies):
                buffers[then].copy_(pinned[then], non_blocking=True)
            program.encode_images(buffers[now], channels, own)

        ways = {
            "pageable": lambda: program.encode_images(host.to(self.device), channels, own),
            "pinned": lambda: program.encode_images(pinned[0].to(self.device, non_blocking=True), channels, own),
            "pinned, overlapped": overlapped,
        }
        for way, work in ways.items():
            self.say(
                what="staging", model=name, precision=precision, batch=batch, way=way,
                images=rate(work, batch, self.options.seconds, self.device),
            )

    def texts(self, name, model, weights, precision):
        program = self.program(name)
        own = program.cast({k: w.to(self.device) for k, w in weights.items()}, NUMBERS[precision])
        plain = towers.text_tower(model, weights).to(self.device).to(TYPES[precision])
        compiled = plain if self.options.eager else torch.compile(plain)
        for batch in self.options.batches:
            ids = self.ids(model, batch).to(self.device)
            ours = rate(lambda: program.encode_texts(ids, own), batch, self.options.seconds, self.device)
            peer = rate(lambda: compiled(ids), batch, self.options.seconds, self.device)
            self.say(what="texts", model=name, precision=precision, batch=batch, ours=ours, compiled=peer, ratio=ours / peer)

    @staticmethod
    def ids(model, batch):
        """Ids of whole contexts; the highest stands at the end, as the end token does."""
        vocabulary, length = model["text"]["vocabulary"], model["text"]["context"]
        ids = torch.randint(0, vocabulary - 1, (batch, length), generator=torch.Generator().manual_seed(3))
        ids[:, -1] = vocabulary - 1
        return ids

    def training(self, name, model, weights, precision):
        """A few steps on one batch: the loss must fall."""
        program = self.program(name, precision)
        w = {k: x.clone().to(self.device) for k, x in weights.items()}
        trained = {k: x for k, x in w.items() if not k.endswith(("running_mean", "running_var"))}
        for x in trained.values():
            x.requires_grad_()
            x.grad = torch.zeros_like(x)
        m = {k: torch.zeros_like(x) for k, x in trained.items()}
        v = {k: torch.zeros_like(x) for k, x in trained.items()}
        batch = self.options.pairs
        pixels = self.pixels(self.levels(model, batch).to(self.device), self.channels(model, self.device)).contiguous()
        ids = self.ids(model, batch).to(self.device)
        groups = torch.arange(batch, device=self.device)
        scale = 1024.0 if precision == "fp16" else 1.0
        losses = []
        if self.device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(self.device)
        start = time.monotonic()
        for step in range(1, self.options.steps + 1):
            if step == 2:  # the first is a warm-up
                synchronize(self.device)
                start = time.monotonic()
            loss = program.gradients(pixels, ids, w, groups, torch.tensor(scale, device=self.device))
            losses.append(loss.item())
            settings = {
                "rate": 1e-4, "beta1": 0.9, "beta2": 0.98, "step": step, "epsilon": 1e-6, "decay": 0.0, "clip": 1 / scale,
            }
            with torch.no_grad():
                program.adamw(trained, m, v, {k: torch.tensor(float(x)) for k, x in settings.items()})
        synchronize(self.device)
        pairs = batch * (self.options.steps - 1) / (time.monotonic() - start)
        self.say(
            what="training", model=name, precision=precision, pairs=batch, pairs_per_second=pairs,
            first_loss=losses[0], last_loss=losses[-1], falls=losses[-1] < losses[0], mebibytes=peak_memory(self.device),
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--architectures", default="ViT-B-32,ViT-B-16,ViT-L-14,RN50")
    parser.add_argument("--precisions", default="fp16,bf16")
    parser.add_argument("--batches", default="1,8,32,256")
    parser.add_argument("--seconds", type=float, default=2, help="of each measurement")
    parser.add_argument("--pairs", type=int, default=64, help="in a training step")
    parser.add_argument("--steps", type=int, default=8, help="of training")
    parser.add_argument("--eager", action="store_true", help="no torch.compile")
    parser.add_argument("--output", default="results.json")
    options = parser.parse_args()
    options.precisions = options.precisions.split(",")
    options.batches = [int(batch) for batch in options.batches.split(",")]
    kit = Kit(options)
    name = torch.cuda.get_device_name(kit.device) if kit.device.type == "cuda" else "CPU"
    kit.say(what="machine", device=name, pytorch=torch.__version__, cuda=torch.version.cuda)
    for architecture in options.architectures.split(","):
        try:
            kit.architecture(architecture)
        except Exception as failure:  # what the others say is wanted all the same
            kit.say(what="failed", model=architecture, error=repr(failure)[:500])
        with open(options.output, "w") as file:
            json.dump(kit.results, file, indent=1)


if __name__ == "__main__":
    main()

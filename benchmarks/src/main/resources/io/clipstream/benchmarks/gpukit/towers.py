"""The towers as plain PyTorch modules, for torch.compile to make what it can of them.

Parameters have the names and shapes of the checkpoints, so the same weights go into both.
"""

import torch
from torch import nn
from torch.nn import functional as F


class QuickGelu(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(1.702 * x)


class Attention(nn.Module):
    """Self-attention of L positions with H heads: [N, L, D] -> [N, L, D]."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.in_proj_weight = nn.Parameter(torch.empty(3 * width, width))
        self.in_proj_bias = nn.Parameter(torch.empty(3 * width))
        self.out_proj = nn.Linear(width, width)

    def forward(self, x, causal):
        n, l, d = x.shape
        qkv = F.linear(x, self.in_proj_weight, self.in_proj_bias)
        q, k, v = qkv.view(n, l, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        h = F.scaled_dot_product_attention(q, k, v, is_causal=causal)
        return self.out_proj(h.transpose(1, 2).reshape(n, l, d))


class Block(nn.Module):
    def __init__(self, width, heads, quick, epsilon):
        super().__init__()
        self.ln_1 = nn.LayerNorm(width, eps=epsilon)
        self.attn = Attention(width, heads)
        self.ln_2 = nn.LayerNorm(width, eps=epsilon)
        self.mlp = nn.ModuleDict(
            {"c_fc": nn.Linear(width, 4 * width), "c_proj": nn.Linear(4 * width, width)}
        )
        self.activation = QuickGelu() if quick else nn.GELU()

    def forward(self, x, causal):
        x = x + self.attn(self.ln_1(x), causal)
        return x + self.mlp["c_proj"](self.activation(self.mlp["c_fc"](self.ln_2(x))))


class Transformer(nn.Module):
    def __init__(self, numbers):
        super().__init__()
        width, heads = numbers["width"], numbers["heads"]
        self.resblocks = nn.ModuleList(
            Block(width, heads, numbers["quick"], numbers["epsilon"]) for _ in range(numbers["layers"])
        )

    def forward(self, x, causal):
        for block in self.resblocks:
            x = block(x, causal)
        return x


class VisionTransformer(nn.Module):
    """[N, 3, S, S] -> [N, E]"""

    def __init__(self, numbers, embedding):
        super().__init__()
        width, patch = numbers["width"], numbers["patch"]
        positions = (numbers["side"] // patch) ** 2 + 1
        self.conv1 = nn.Conv2d(3, width, patch, patch, bias=False)
        self.class_embedding = nn.Parameter(torch.empty(width))
        self.positional_embedding = nn.Parameter(torch.empty(positions, width))
        self.ln_pre = nn.LayerNorm(width, eps=numbers["epsilon"])
        self.transformer = Transformer(numbers)
        self.ln_post = nn.LayerNorm(width, eps=numbers["epsilon"])
        self.proj = nn.Parameter(torch.empty(width, embedding))

    def forward(self, pixels):
        x = self.conv1(pixels).flatten(2).transpose(1, 2)
        x = torch.cat([self.class_embedding.expand(len(x), 1, -1), x], 1) + self.positional_embedding
        x = self.transformer(self.ln_pre(x), False)
        return self.ln_post(x[:, 0]) @ self.proj


class Bottleneck(nn.Module):
    def __init__(self, inputs, inside, stride, first):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, inside, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(inside)
        self.conv2 = nn.Conv2d(inside, inside, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(inside)
        self.conv3 = nn.Conv2d(inside, 4 * inside, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * inside)
        self.stride = stride
        self.downsample = None
        if first:
            self.downsample = nn.ModuleList(
                [nn.Conv2d(inputs, 4 * inside, 1, bias=False), nn.BatchNorm2d(4 * inside)]
            )

    def forward(self, x):
        h = F.relu(self.bn1(self.conv1(x)))
        h = F.relu(self.bn2(self.conv2(h)))
        if self.stride > 1:
            h = F.avg_pool2d(h, self.stride)
        h = self.bn3(self.conv3(h))
        if self.downsample is not None:
            if self.stride > 1:
                x = F.avg_pool2d(x, self.stride)
            x = self.downsample[1](self.downsample[0](x))
        return F.relu(x + h)


class AttentionPool(nn.Module):
    """[N, C, G, G] -> [N, E]: the mean looks at all positions."""

    def __init__(self, grid, width, heads, embedding):
        super().__init__()
        self.heads = heads
        self.positional_embedding = nn.Parameter(torch.empty(grid * grid + 1, width))
        self.k_proj = nn.Linear(width, width)
        self.q_proj = nn.Linear(width, width)
        self.v_proj = nn.Linear(width, width)
        self.c_proj = nn.Linear(width, embedding)

    def forward(self, x):
        x = x.flatten(2).transpose(1, 2)
        x = torch.cat([x.mean(1, keepdim=True), x], 1) + self.positional_embedding
        n, l, d = x.shape

        def split(h):
            return h.view(n, -1, self.heads, d // self.heads).transpose(1, 2)

        q, k, v = split(self.q_proj(x[:, :1])), split(self.k_proj(x)), split(self.v_proj(x))
        h = F.scaled_dot_product_attention(q, k, v)
        return self.c_proj(h.transpose(1, 2).reshape(n, d))


class ModifiedResNet(nn.Module):
    """[N, 3, S, S] -> [N, E]"""

    def __init__(self, numbers, embedding):
        super().__init__()
        width = numbers["width"]
        half = width // 2
        self.conv1 = nn.Conv2d(3, half, 3, 2, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(half)
        self.conv2 = nn.Conv2d(half, half, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(half)
        self.conv3 = nn.Conv2d(half, width, 3, padding=1, bias=False)
        self.bn3 = nn.BatchNorm2d(width)
        inputs = width
        for stage, blocks in enumerate(numbers["layers"]):
            inside = width << stage
            layer = nn.ModuleList()
            for block in range(blocks):
                stride = 2 if stage > 0 and block == 0 else 1
                layer.append(Bottleneck(inputs, inside, stride, block == 0))
                inputs = 4 * inside
            self.add_module("layer" + str(stage + 1), layer)
        self.attnpool = AttentionPool(numbers["side"] // 32, inputs, numbers["heads"], embedding)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = F.relu(self.bn2(self.conv2(x)))
        x = F.relu(self.bn3(self.conv3(x)))
        x = F.avg_pool2d(x, 2)
        for layer in (self.layer1, self.layer2, self.layer3, self.layer4):
            for block in layer:
                x = block(x)
        return self.attnpool(x)


class TextTower(nn.Module):
    """Token ids [N, L] -> [N, E], pooled where the highest id stands."""

    def __init__(self, numbers, embedding):
        super().__init__()
        width = numbers["width"]
        self.token_embedding = nn.Embedding(numbers["vocabulary"], width)
        self.positional_embedding = nn.Parameter(torch.empty(numbers["context"], width))
        self.transformer = Transformer(numbers)
        self.ln_final = nn.LayerNorm(width, eps=numbers["epsilon"])
        self.text_projection = nn.Parameter(torch.empty(width, embedding))

    def forward(self, ids):
        x = self.token_embedding(ids) + self.positional_embedding[: ids.shape[1]]
        x = self.ln_final(self.transformer(x, True))
        return x[torch.arange(len(ids), device=ids.device), ids.argmax(1)] @ self.text_projection


def image_tower(model, weights):
    kind = ModifiedResNet if model["image"]["kind"] == "ModifiedResNet" else VisionTransformer
    prefix = "visual."
    part = {name[len(prefix) :]: w for name, w in weights.items() if name.startswith(prefix)}
    return filled(kind(model["image"], model["embedding"]), part)


def text_tower(model, weights):
    part = {name: w for name, w in weights.items() if not name.startswith("visual.")}
    part.pop("logit_scale")
    return filled(TextTower(model["text"], model["embedding"]), part)


def filled(tower, weights):
    missing, unexpected = tower.load_state_dict(weights, strict=False)
    missing = [name for name in missing if not name.endswith("num_batches_tracked")]
    if missing or unexpected:
        raise ValueError("weights do not fit: missing %s, unexpected %s" % (missing, unexpected))
    return tower.eval()

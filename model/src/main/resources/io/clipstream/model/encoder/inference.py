# What tagging calls. N pictures or texts, S pixels a side, L positions, E the embedding dimension.
# Whatever type the weights have, features and embeddings come out as float32.

# Levels 0 to 255 as a picture holds them; `channels` has their mean and deviation, each [3].
def encode_images(self, levels: Tensor, channels: Dict[str, Tensor], w: Dict[str, Tensor]) -> Tensor:  # [N, S, S, 3] -> [N, E]
    return self.unit(self.image_features(self.normalised(levels, channels), w))

# Features before the projection, D of them, which linear probes learn from (paper, appendix A.3).
def probe_features(self, levels: Tensor, channels: Dict[str, Tensor], w: Dict[str, Tensor]) -> Tensor:  # -> [N, D]
    x = torch.to(self.normalised(levels, channels), ops.prim.dtype(w["visual.conv1.weight"]))  # [N, 3, S, S]
    return torch.to(self.image_hidden(x, w, 0), 6)

def normalised(self, levels: Tensor, channels: Dict[str, Tensor]) -> Tensor:                 # [N, S, S, 3] -> [N, 3, S, S]
    x = (torch.to(levels, channels["mean"]) - channels["mean"]) / channels["deviation"]      # [N, S, S, 3]
    return torch.permute(x, [0, 3, 1, 2])

def encode_texts(self, ids: Tensor, w: Dict[str, Tensor]) -> Tensor:                         # [N, L] -> [N, E]
    return self.unit(self.text_features(ids, w))

def image_features(self, pixels: Tensor, w: Dict[str, Tensor]) -> Tensor:                    # [N, 3, S, S] -> [N, E]
    return torch.to(self.image(torch.to(pixels, ops.prim.dtype(w["visual.conv1.weight"])), w, 0), 6)

def text_features(self, ids: Tensor, w: Dict[str, Tensor]) -> Tensor:                        # [N, L] -> [N, E]
    return torch.to(self.text(ids, w), 6)

def unit(self, x: Tensor) -> Tensor:                                                         # [N, E] -> [N, E], length 1
    return x / torch.norm(x, 2, [-1], True)

# A classifier out of prompts (paper, section 3.1.4): the mean of each label's T prompt embeddings.
def ensemble(self, prompts: Tensor) -> Tensor:                                               # [L, T, E] -> [L, E]
    return self.unit(torch.mean(prompts, [1]))

# The k labels of the bank most similar to each picture. With a bias (D = 1, else 0) the scores are the
# odds of each pair by itself; without background prompts (B = 0) a softmax over the bank; else each
# label's own share against the background.
# images [N, E], bank [L, E], background [B, E], bias [D] -> similarity, score, index, each [N, k]
def rank(self, images: Tensor, bank: Tensor, background: Tensor, logit_scale: Tensor, bias: Tensor, k: int) -> List[Tensor]:
    s = torch.matmul(images, torch.t(bank))                                                  # [N, L]
    p = self.scores(s, images, background, logit_scale, bias)                                # [N, L]
    best, index = torch.topk(s, k)                                                           # [N, k]
    return [best, torch.gather(p, 1, index), index]

def scores(self, s: Tensor, images: Tensor, background: Tensor, logit_scale: Tensor, bias: Tensor) -> Tensor:  # [N, L] -> [N, L]
    scale = torch.exp(torch.to(logit_scale, 6))                                              # []
    if torch.size(bias, 0) == 1:
        p = torch.sigmoid(scale * s + torch.to(bias, 6))                                     # [N, L]
    else:
        if torch.size(background, 0) == 0:
            p = torch.softmax(scale * s, 1)                                                  # [N, L]
        else:
            b = torch.logsumexp(scale * torch.matmul(images, torch.t(background)), [1], True)  # [N, 1]
            p = torch.sigmoid(scale * s - b)                                                 # [N, L]
    return p

# What a label set with rules makes of each picture. Children's scores rise to their parents: `edges`
# holds children over parents, [2, M], for every level of the hierarchy from the deepest up. The k
# labels are those at or above their thresholds and the best of the rest; the last result is the
# highest severity among all at or above, 0 where none is.
# images [N, E], bank [L, E], background [B, E], bias [D], thresholds [L], severities [L]
# -> similarity, score, index, applied, each [N, k]; severity [N]
def judge(self, images: Tensor, bank: Tensor, background: Tensor, logit_scale: Tensor, bias: Tensor, thresholds: Tensor, severities: Tensor, edges: Dict[str, Tensor], levels: int, k: int) -> List[Tensor]:
    s = torch.matmul(images, torch.t(bank))                                                  # [N, L]
    p = self.scores(s, images, background, logit_scale, bias)                                # [N, L]
    n = torch.size(s, 0)
    for i in range(levels):
        child = torch.select(edges[str(i)], 0, 0)                                            # [M]
        m = torch.size(child, 0)
        parent = torch.expand(torch.select(edges[str(i)], 0, 1), [n, m])                     # [N, M]
        s = torch.scatter_reduce(s, 1, parent, torch.index_select(s, 1, child), "amax")      # [N, L]
        p = torch.scatter_reduce(p, 1, parent, torch.index_select(p, 1, child), "amax")      # [N, L]
    over = torch.to(torch.ge(p, thresholds), 6)                                              # [N, L]
    best, index = torch.topk(s + 4. * over, k)                                               # [N, k]
    worst = torch.amax(over * severities, [1])                                               # [N]
    return [torch.gather(s, 1, index), torch.gather(p, 1, index), index, torch.gather(over, 1, index), worst]

# The weights in another type (a number as PyTorch counts them); norms of pictures, the logit scale and
# the logit bias keep theirs, as in the original code.
def cast(self, w: Dict[str, Tensor], type: int) -> Dict[str, Tensor]:
    c = torch.dict(w)
    for name in torch.keys(w):
        if not "logit_" in name and not ".bn" in name and not "downsample.1" in name:
            c[name] = torch.to(w[name], type)
    return c

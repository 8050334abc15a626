# The modified ResNet as an image encoder (paper, section 2.4): a stem of three convolutions,
# average pooling before each strided convolution, attention pooling instead of average pooling.
# N pictures, S pixels a side, C channels, G = S / 32, E the embedding dimension.
# `statistics`: 0 the running ones, 1 the batch's, 2 the batch's, which also update the running ones.

def image(self, pixels: Tensor, w: Dict[str, Tensor], statistics: int) -> Tensor:            # [N, 3, S, S] -> [N, E]
    if "visual.conv1.bias" in w:
        x = self.first_stages_one_by_one(pixels, w)                                          # [N, 8C, S/8, S/8]
    else:
        x = self.first_stages(pixels, w, statistics)                                         # [N, 8C, S/8, S/8]
    for stage in range(2, 4):
        x = self.stage(x, w, stage, statistics)                                              # [N, 32C, G, G]
    return self.attention_pool(x, w)                                                         # [N, E]

# Attention pooling ends in the embedding, so there is no other layer before it to probe.
def image_hidden(self, pixels: Tensor, w: Dict[str, Tensor], statistics: int) -> Tensor:     # [N, 3, S, S] -> [N, E]
    return self.image(pixels, w, statistics)

# Feature maps are largest here: one picture's stay in the processor's caches, many pictures' do not.
def first_stages_one_by_one(self, pixels: Tensor, w: Dict[str, Tensor]) -> Tensor:
    done: List[Tensor] = []
    for i in range(torch.size(pixels, 0)):
        torch.append(done, self.first_stages(torch.slice(pixels, 0, i, i + 1), w, 0))        # [1, 8C, S/8, S/8]
    return torch.cat(done)                                                                   # [N, 8C, S/8, S/8]

def first_stages(self, pixels: Tensor, w: Dict[str, Tensor], statistics: int) -> Tensor:
    x = self.conv_bn_relu(pixels, w, "visual.conv1", "visual.bn1", 2, statistics)            # [N, C/2, S/2, S/2]
    x = self.conv_bn_relu(x, w, "visual.conv2", "visual.bn2", 1, statistics)                 # [N, C/2, S/2, S/2]
    x = self.conv_bn_relu(x, w, "visual.conv3", "visual.bn3", 1, statistics)                 # [N, C, S/2, S/2]
    x = torch.avg_pool2d(x, [2, 2])                                                          # [N, C, S/4, S/4]
    for stage in range(2):
        x = self.stage(x, w, stage, statistics)
    return x

def stage(self, x: Tensor, w: Dict[str, Tensor], stage: int, statistics: int) -> Tensor:     # [N, C, s, s]
    layers = [$LAYERS]
    for i in range(layers[stage]):
        stride = 1
        if stage > 0 and i == 0:
            stride = 2
        x = self.bottleneck(x, w, "visual.layer" + str(stage + 1) + "." + str(i) + ".", stride, i == 0, statistics)
    return x

# What blocks add up stays as exact as it was where convolutions are of 16 bits.
def bottleneck(self, x: Tensor, w: Dict[str, Tensor], p: str, stride: int, first: bool, statistics: int) -> Tensor:
    h = self.conv_bn_relu(x, w, p + "conv1", p + "bn1", 1, statistics)                       # [N, C, s, s]
    h = self.conv_bn_relu(h, w, p + "conv2", p + "bn2", 1, statistics)                       # [N, C, s, s]
    if stride > 1:
        h = torch.avg_pool2d(h, [stride, stride])                                            # [N, C, s/2, s/2]
    if first:
        if stride > 1:
            x = torch.avg_pool2d(x, [stride, stride])
        x = self.conv_bn(x, w, p + "downsample.0", p + "downsample.1", 1, statistics)        # [N, 4C, s/2, s/2]
    if p + "conv3.bias" in w:
        y = torch.relu_(self.mix_onto(torch.to(x, 6), h, w[p + "conv3.weight"], w[p + "conv3.bias"]))    # [N, 4C, s/2, s/2]
    else:
        y = torch.relu(self.conv_bn(h, w, p + "conv3", p + "bn3", 1, statistics) + x)        # [N, 4C, s/2, s/2]
    return y

# Batch norms that were folded into their convolutions have left a bias there.
def conv_bn_relu(self, x: Tensor, w: Dict[str, Tensor], conv: str, bn: str, stride: int, statistics: int) -> Tensor:
    if conv + ".bias" in w:
        y = self.folded(x, w[conv + ".weight"], w[conv + ".bias"], stride, "relu")
    else:
        y = torch.relu(self.conv_bn(x, w, conv, bn, stride, statistics))
    return y

def conv_bn(self, x: Tensor, w: Dict[str, Tensor], conv: str, bn: str, stride: int, statistics: int) -> Tensor:
    if conv + ".bias" in w:
        y = self.folded(x, w[conv + ".weight"], w[conv + ".bias"], stride, "none")
    else:
        h = self.convolve(x, w[conv + ".weight"], stride)
        gain = w[bn + ".weight"]
        bias = w[bn + ".bias"]
        if statistics == 1:
            y = torch.batch_norm(h, gain, bias, None, None, True, 0.1, 1e-5, False)
        else:
            y = torch.batch_norm(
                h, gain, bias, w[bn + ".running_mean"], w[bn + ".running_var"], statistics == 2, 0.1, 1e-5, False)
    return y

def attention_pool(self, x: Tensor, w: Dict[str, Tensor]) -> Tensor:                         # [N, 32C, G, G] -> [N, E]
    p = "visual.attnpool."
    h = torch.transpose(torch.flatten(x, 2), 1, 2)                                           # [N, G*G, 32C]
    h = torch.cat([torch.mean(h, [1], True), h], 1) + w[p + "positional_embedding"]          # [N, G*G+1, 32C]
    q = self.product(torch.select(h, 1, 0), w[p + "q_proj.weight"], w[p + "q_proj.bias"])    # [N, 32C]
    h = self.look(
        q, h, w[p + "k_proj.weight"], w[p + "k_proj.bias"], w[p + "v_proj.weight"], w[p + "v_proj.bias"], $HEADS, None)
    return self.product(h, w[p + "c_proj.weight"], w[p + "c_proj.bias"])                     # [N, E]

# A convolution and the batch norm behind it as one, with the running statistics.
def fold(self, kernel: Tensor, gain: Tensor, bias: Tensor, mean: Tensor, variance: Tensor) -> List[Tensor]:
    scale = gain / torch.sqrt(variance + 1e-5)                                               # [O]
    return [kernel * torch.view(scale, [-1, 1, 1, 1]), bias - mean * scale]                  # [O, C, K, K], [O]

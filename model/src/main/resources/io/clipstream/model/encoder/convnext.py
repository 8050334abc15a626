# ConvNeXt as an image encoder (Liu et al. 2022, "A ConvNet for the 2020s"), with channels innermost throughout.
# N pictures, S pixels a side, s a side of a stage's feature maps: S / 4 without the rest, then half of the last
# stage's; C channels of a stage, D of the last, E the embedding dimension.
# It has no batch norm: `statistics` is there so that all families are called alike.

def image(self, pixels: Tensor, w: Dict[str, Tensor], statistics: int) -> Tensor:            # [N, 3, S, S] -> [N, E]
    x = self.image_hidden(pixels, w, statistics)                                             # [N, D]
    if "visual.proj.weight" in w:
        y = self.product(x, w["visual.proj.weight"], None)                                   # [N, E]
    else:
        h = self.activated_product(x, w["visual.proj.c_fc.weight"], w["visual.proj.c_fc.bias"], "none")  # [N, 2E]
        y = self.product(h, w["visual.proj.c_proj.weight"], None)                            # [N, E]
    return y

# What the projection takes: the features of a linear probe.
def image_hidden(self, pixels: Tensor, w: Dict[str, Tensor], statistics: int) -> Tensor:     # [N, 3, S, S] -> [N, D]
    layers = [$LAYERS]
    x = self.norm(self.joined(pixels, w, "visual.conv1", 4), w, "visual.ln_pre")             # [N, s, s, C]
    for stage in range(4):
        p = "visual.stages." + str(stage) + "."
        if stage > 0:
            h = torch.permute(self.norm(x, w, p + "ln_join"), [0, 3, 1, 2])                  # [N, C, s, s]
            x = torch.to(self.joined(h, w, p + "join", 2), x)                                # [N, s/2, s/2, 2C]
        for i in range(layers[stage]):
            x = self.mixed(x, w, p + "blocks." + str(i) + ".")                               # [N, s, s, C]
    return self.norm(torch.mean(x, [1, 2]), w, "visual.ln_post")                             # [N, D]

# Each patch as one place of more channels: a convolution whose stride is its kernel's side.
def joined(self, x: Tensor, w: Dict[str, Tensor], name: str, side: int) -> Tensor:           # [N, C, s, s]
    s = torch.size(x, 2) // side
    h = self.patch_product(self.patches(x, side), w[name + ".weight"], w[name + ".bias"])    # [N, s/side * s/side, O]
    return torch.view(h, [torch.size(x, 0), s, s, -1])                                       # [N, s/side, s/side, O]

# A block. Packed weights have the gain behind it inside.
def mixed(self, x: Tensor, w: Dict[str, Tensor], p: str) -> Tensor:                          # [N, s, s, C]
    h = self.slide_apart(torch.permute(x, [0, 3, 1, 2]), w[p + "conv_dw.weight"], w[p + "conv_dw.bias"])
    h = self.norm(torch.permute(h, [0, 2, 3, 1]), w, p + "ln_2")                             # [N, s, s, C]
    h = self.activated_product(h, w[p + "mlp.c_fc.weight"], w[p + "mlp.c_fc.bias"], "none")  # [N, s, s, 4C]
    weight = w[p + "mlp.c_proj.weight"]                                                      # [C, 4C]
    bias = w[p + "mlp.c_proj.bias"]                                                          # [C]
    if p + "ls_2.gamma" in w:
        y = x + w[p + "ls_2.gamma"] * self.product(h, weight, bias)                          # [N, s, s, C]
    else:
        y = self.product_onto(x, h, weight, bias)                                            # [N, s, s, C]
    return y

def norm(self, x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:                        # [..., C]
    gain = w[name + ".weight"]                                                               # [C]
    return torch.layer_norm(torch.to(x, gain), [torch.size(x, -1)], gain, w[name + ".bias"], $EPSILON)

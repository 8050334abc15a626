# The Vision Transformer with options of OpenCLIP's: with or without a norm before the blocks, pooled as the
# file behind this one says.
# N pictures, S pixels a side, P a patch's side, G = S / P, D channels, E the embedding dimension, H features
# of a probe: D, or E where attention pools. It has no batch norm: `statistics` is there so that all families
# are called alike.

def image(self, pixels: Tensor, w: Dict[str, Tensor], statistics: int) -> Tensor:            # [N, 3, S, S] -> [N, E]
    return torch.matmul(self.image_hidden(pixels, w, statistics), w["visual.proj"])          # [N, E]

# What the projection takes: the features of a linear probe (paper, appendix A.3).
def image_hidden(self, pixels: Tensor, w: Dict[str, Tensor], statistics: int) -> Tensor:     # [N, 3, S, S] -> [N, H]
    h = self.layer_scaled(w, "visual.transformer.", $LAYERS)
    x = self.patch_product(self.patches(pixels, $PATCH), w["visual.conv1.weight"], None)     # [N, G*G, D]
    c = torch.expand(w["visual.class_embedding"], [torch.size(pixels, 0), 1, $WIDTH])        # [N, 1, D]
    x = torch.cat([c, x], 1) + w["$POSITIONS"]                                               # [N, G*G+1, D]
    if $NORM_BEFORE:
        x = torch.layer_norm(x, [$WIDTH], w["visual.ln_pre.weight"], w["visual.ln_pre.bias"], $EPSILON)
    for i in range($LAYERS - 1):
        x = self.block(x, h, "visual.transformer.resblocks." + str(i) + ".", $HEADS, False, $ACT, $EPSILON)
    return self.pooled(x, h, "visual.transformer.resblocks." + str($LAYERS - 1) + ".")       # [N, H]

def ln_post(self, x: Tensor, w: Dict[str, Tensor]) -> Tensor:                                # [..., H]
    return torch.layer_norm(x, [torch.size(x, -1)], w["visual.ln_post.weight"], w["visual.ln_post.bias"], $EPSILON)

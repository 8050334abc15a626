# The Vision Transformer as an image encoder (paper, section 2.4).
# N pictures, S pixels a side, P a patch's side, G = S / P, D channels, E the embedding dimension.
# It has no batch norm: `statistics` is there so that both families are called alike.

def image(self, pixels: Tensor, w: Dict[str, Tensor], statistics: int) -> Tensor:            # [N, 3, S, S] -> [N, E]
    return torch.matmul(self.image_hidden(pixels, w, statistics), w["visual.proj"])          # [N, E]

# What the projection takes: the features of a linear probe (paper, appendix A.3).
def image_hidden(self, pixels: Tensor, w: Dict[str, Tensor], statistics: int) -> Tensor:     # [N, 3, S, S] -> [N, D]
    n = torch.size(pixels, 0)
    x = self.patch_product(self.patches(pixels, $PATCH), w["visual.conv1.weight"], None)     # [N, G*G, D]
    c = torch.expand(w["visual.class_embedding"], [n, 1, $WIDTH])                            # [N, 1, D]
    x = torch.cat([c, x], 1) + w["visual.positional_embedding"]                              # [N, G*G+1, D]
    x = torch.layer_norm(x, [$WIDTH], w["visual.ln_pre.weight"], w["visual.ln_pre.bias"], $EPSILON)
    for i in range($LAYERS - 1):
        x = self.block(x, w, "visual.transformer.resblocks." + str(i) + ".", $HEADS, False, $ACT, $EPSILON)
    p = "visual.transformer.resblocks." + str($LAYERS - 1) + "."
    at = torch.to(torch.zeros_like(torch.select(torch.select(x, 1, 0), 1, 0)), 4)            # [N], the class token
    x = self.last_block(x, at, None, w, p, $HEADS, $ACT, $EPSILON)                           # [N, D]
    return torch.layer_norm(x, [$WIDTH], w["visual.ln_post.weight"], w["visual.ln_post.bias"], $EPSILON)

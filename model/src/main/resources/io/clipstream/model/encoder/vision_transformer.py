# The Vision Transformer as an image encoder (paper, section 2.4).
# N pictures, S pixels a side, P a patch's side, G = S / P, D channels, E the embedding dimension.
# It has no batch norm: `statistics` is there so that both families are called alike.

def image(self, pixels: Tensor, w: Dict[str, Tensor], statistics: int) -> Tensor:            # [N, 3, S, S] -> [N, E]
    n = torch.size(pixels, 0)
    x = self.patch_product(self.patches(pixels), w["visual.conv1.weight"])                   # [N, G*G, D]
    c = torch.expand(w["visual.class_embedding"], [n, 1, $WIDTH])                            # [N, 1, D]
    x = torch.cat([c, x], 1) + w["visual.positional_embedding"]                              # [N, G*G+1, D]
    x = torch.layer_norm(x, [$WIDTH], w["visual.ln_pre.weight"], w["visual.ln_pre.bias"], $EPSILON)
    for i in range($LAYERS - 1):
        x = self.block(x, w, "visual.transformer.resblocks." + str(i) + ".", $HEADS, False, $QUICK, $EPSILON)
    p = "visual.transformer.resblocks." + str($LAYERS - 1) + "."
    at = torch.to(torch.zeros_like(torch.select(torch.select(x, 1, 0), 1, 0)), 4)            # [N], the class token
    x = self.last_block(x, at, None, w, p, $HEADS, $QUICK, $EPSILON)                         # [N, D]
    x = torch.layer_norm(x, [$WIDTH], w["visual.ln_post.weight"], w["visual.ln_post.bias"], $EPSILON)
    return torch.matmul(x, w["visual.proj"])                                                 # [N, E]

def patch_product(self, x: Tensor, kernel: Tensor) -> Tensor:                                # [N, G*G, 3*P*P]
    if kernel.is_mkldnn:
        y = self.product(x, kernel, None)                                                    # [N, G*G, D]
    else:
        y = self.product(x, torch.flatten(kernel, 1), None)                                  # [N, G*G, D]
    return y

# The convolution whose stride is its kernel's side is a product: this unfolds the pictures for it.
def patches(self, pixels: Tensor) -> Tensor:                                                 # [N, 3, S, S] -> [N, G*G, 3*P*P]
    n = torch.size(pixels, 0)
    g = torch.size(pixels, 2) // $PATCH
    x = torch.reshape(pixels, [n, 3, g, $PATCH, g, $PATCH])                                  # [N, 3, G, P, G, P]
    return torch.reshape(torch.permute(x, [0, 2, 4, 1, 3, 5]), [n, g * g, -1])               # [N, G*G, 3*P*P]

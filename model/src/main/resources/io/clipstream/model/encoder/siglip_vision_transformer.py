# SigLIP's image encoder (Zhai et al. 2023): no class token, no norm before the blocks, pooled by attention
# with a learned query, no projection.
# N pictures, S pixels a side, P a patch's side, G = S / P without the rest, D channels, which are the
# embedding dimension E too. It has no batch norm: `statistics` is there so that all families are called alike.

def image(self, pixels: Tensor, w: Dict[str, Tensor], statistics: int) -> Tensor:            # [N, 3, S, S] -> [N, E]
    x = self.patch_product(self.patches(pixels, $PATCH), w["visual.conv1.weight"], w["visual.conv1.bias"])
    x = x + w["visual.positional_embedding"]                                                 # [N, G*G, D]
    for i in range($LAYERS):
        x = self.block(x, w, "visual.transformer.resblocks." + str(i) + ".", $HEADS, False, $ACT, $EPSILON)
    x = torch.layer_norm(x, [$WIDTH], w["visual.ln_post.weight"], w["visual.ln_post.bias"], $EPSILON)
    return self.pool(x, w, "visual.pool.")                                                   # [N, E]

# Nothing projects, so what is probed is the embedding.
def image_hidden(self, pixels: Tensor, w: Dict[str, Tensor], statistics: int) -> Tensor:     # [N, 3, S, S] -> [N, E]
    return self.image(pixels, w, statistics)

# A block in which the learned query alone looks at the positions; it is not added to what it sees.
def pool(self, x: Tensor, w: Dict[str, Tensor], p: str) -> Tensor:                           # [N, G*G, D] -> [N, D]
    weight = w[p + "attn.in_proj_weight"]                                                    # [3D, D]
    bias = w[p + "attn.in_proj_bias"]                                                        # [3D]
    q = torch.unsqueeze(w[p + "query"], 0)                                                   # [1, D]
    q = self.product(q, torch.slice(weight, 0, 0, $WIDTH), torch.slice(bias, 0, 0, $WIDTH))  # [1, D]
    h = self.look(
        torch.expand(q, [torch.size(x, 0), $WIDTH]), x,
        torch.slice(weight, 0, $WIDTH, 2 * $WIDTH), torch.slice(bias, 0, $WIDTH, 2 * $WIDTH),
        torch.slice(weight, 0, 2 * $WIDTH), torch.slice(bias, 0, 2 * $WIDTH), $HEADS, None)  # [N, D]
    h = self.product(h, w[p + "attn.out_proj.weight"], w[p + "attn.out_proj.bias"])          # [N, D]
    return self.feed_forward(torch.to(h, w[p + "ln_2.weight"]), w, p, $ACT, $EPSILON)        # [N, D]

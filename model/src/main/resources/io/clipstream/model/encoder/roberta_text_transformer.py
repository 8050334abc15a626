# XLM-RoBERTa's text encoder (Conneau et al. 2020): each position sees all but padding, a norm stands behind
# each branch, the mean over what is no padding is projected.
# N texts, L positions, D channels, F feed-forward channels, P channels inside a projection of two layers, E
# the embedding dimension. Padding changes nothing: callers may leave out as much of it as all texts have.

def text(self, ids: Tensor, w: Dict[str, Tensor]) -> Tensor:                                 # [N, L] int64 -> [N, E]
    real = torch.ne(ids, $PADDING)                                                           # [N, L]
    x = torch.embedding(w["token_embedding.weight"], ids)                                    # [N, L, D]
    x = x + torch.embedding(w["positional_embedding"], self.places(real)) + w["token_type_embedding"]   # [N, L, D]
    x = torch.layer_norm(x, [$WIDTH], w["ln_embedding.weight"], w["ln_embedding.bias"], $EPSILON)
    seen = torch.unsqueeze(real, 1)                                                          # [N, 1, L]
    for i in range($LAYERS):
        x = self.normed_block(x, seen, w, "transformer.resblocks." + str(i) + ".")           # [N, L, D]
    m = torch.to(torch.unsqueeze(real, 2), x)                                                # [N, L, 1]
    return self.projected(torch.sum(x * m, [1]) / torch.sum(m, [1]), w)                      # [N, E]

# Rows of the position embeddings: tokens are counted from behind padding's row, which padding has.
def places(self, real: Tensor) -> Tensor:                                                    # [N, L] -> [N, L]
    return torch.cumsum(real, 1) * real + $PADDING

def normed_block(self, x: Tensor, seen: Tensor, w: Dict[str, Tensor], p: str) -> Tensor:     # [N, L, D], [N, 1, L]
    h = self.masked_attention(x, seen, w, p + "attn.", $HEADS)                               # [N, L, D]
    x = self.product_onto(x, h, w[p + "attn.out_proj.weight"], w[p + "attn.out_proj.bias"])  # [N, L, D]
    x = torch.layer_norm(x, [$WIDTH], w[p + "ln_1.weight"], w[p + "ln_1.bias"], $EPSILON)    # [N, L, D]
    h = self.activated_product(x, w[p + "mlp.c_fc.weight"], w[p + "mlp.c_fc.bias"], $ACT)    # [N, L, F]
    x = self.product_onto(x, h, w[p + "mlp.c_proj.weight"], w[p + "mlp.c_proj.bias"])        # [N, L, D]
    return torch.layer_norm(x, [$WIDTH], w[p + "ln_2.weight"], w[p + "ln_2.bias"], $EPSILON)

# By one matrix or by two, with GELU between them and no bias.
def projected(self, x: Tensor, w: Dict[str, Tensor]) -> Tensor:                              # [N, D] -> [N, E]
    if torch.__contains__(w, "text_projection.weight"):
        y = self.product(x, w["text_projection.weight"], None)                               # [N, E]
    else:
        h = self.activation(self.product(x, w["text_projection.c_fc.weight"], None), "none")     # [N, P]
        y = self.product(h, w["text_projection.c_proj.weight"], None)                        # [N, E]
    return y

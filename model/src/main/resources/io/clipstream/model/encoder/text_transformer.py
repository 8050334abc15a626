# The text encoder: a causal transformer, pooled at the end token (paper, section 2.4).
# N texts, L positions (at most the context length), D channels, E the embedding dimension.
# Positions behind the last end token change nothing, since attention is causal: callers leave them out.

def text(self, ids: Tensor, w: Dict[str, Tensor]) -> Tensor:                                 # [N, L] int64 -> [N, E]
    n = torch.size(ids, 0)
    l = torch.size(ids, 1)
    x = torch.embedding(w["token_embedding.weight"], ids)                                    # [N, L, D]
    x = x + torch.slice(w["positional_embedding"], 0, 0, l)                                  # [N, L, D]
    for i in range($LAYERS - 1):
        x = self.block(x, w, "transformer.resblocks." + str(i) + ".", $HEADS, True, $ACT, $EPSILON)
    p = "transformer.resblocks." + str($LAYERS - 1) + "."
    at = self.end(ids)                                                                       # [N]
    seen = torch.ge(torch.view(at, [n, 1, 1]), torch.arange(l, dtype=4, device=ops.prim.device(ids)))
    x = self.last_block(x, at, seen, w, p, $HEADS, $ACT, $EPSILON)                         # [N, D]
    x = torch.layer_norm(x, [$WIDTH], w["ln_final.weight"], w["ln_final.bias"], $EPSILON)    # [N, D]
    return torch.matmul(x, w["text_projection"])                                             # [N, E]

# The position of the end token: its first, or where the highest id stands (the original's way).
def end(self, ids: Tensor) -> Tensor:                                                        # [N, L] -> [N]
    if $END_TOKEN < 0:
        at = torch.argmax(ids, 1)
    else:
        at = torch.argmax(torch.to(torch.eq(ids, $END_TOKEN), 3), 1)
    return at

# SigLIP's text encoder (Zhai et al. 2023): every position sees every other, the last one is pooled, a
# linear layer with a bias projects it.
# N texts, L positions (padded to the context length), D channels, E the embedding dimension.

def text(self, ids: Tensor, w: Dict[str, Tensor]) -> Tensor:                                 # [N, L] int64 -> [N, E]
    l = torch.size(ids, 1)
    x = torch.embedding(w["token_embedding.weight"], ids)                                    # [N, L, D]
    x = x + torch.slice(w["positional_embedding"], 0, 0, l)                                  # [N, L, D]
    for i in range($LAYERS - 1):
        x = self.block(x, w, "transformer.resblocks." + str(i) + ".", $HEADS, False, $ACT, $EPSILON)
    p = "transformer.resblocks." + str($LAYERS - 1) + "."
    at = torch.full_like(torch.select(ids, 1, 0), l - 1)                                     # [N]
    x = self.last_block(x, at, None, w, p, $HEADS, $ACT, $EPSILON)                           # [N, D]
    x = torch.layer_norm(x, [$WIDTH], w["ln_final.weight"], w["ln_final.bias"], $EPSILON)    # [N, D]
    return self.product(x, w["text_projection.weight"], w["text_projection.bias"])           # [N, E]

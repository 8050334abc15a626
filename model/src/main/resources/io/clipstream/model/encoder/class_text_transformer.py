# The text transformer with a learned vector behind the text, which is pooled (Yu et al. 2022, "CoCa").
# N texts, L positions (padded to the context length), D channels, E the embedding dimension.

def text(self, ids: Tensor, w: Dict[str, Tensor]) -> Tensor:                                 # [N, L] int64 -> [N, E]
    h = self.layer_scaled(w, "transformer.", $LAYERS)
    n = torch.size(ids, 0)
    l = torch.size(ids, 1)
    c = torch.expand(w["cls_emb"], [n, 1, $WIDTH])                                           # [N, 1, D]
    x = torch.cat([torch.embedding(w["token_embedding.weight"], ids), c], 1)                 # [N, L+1, D]
    x = x + torch.slice(w["positional_embedding"], 0, 0, l + 1)                              # [N, L+1, D]
    seen = self.seen(ids)                                                                    # [N, L+1, L+1]
    for i in range($LAYERS - 1):
        x = self.masked_block(x, seen, h, "transformer.resblocks." + str(i) + ".", $HEADS, $ACT, $EPSILON)
    p = "transformer.resblocks." + str($LAYERS - 1) + "."
    at = torch.full_like(torch.select(ids, 1, 0), l)                                         # [N]
    x = self.last_block(x, at, torch.slice(seen, 1, l), h, p, $HEADS, $ACT, $EPSILON)        # [N, D]
    x = torch.layer_norm(x, [$WIDTH], w["ln_final.weight"], w["ln_final.bias"], $EPSILON)    # [N, D]
    return self.projected(x, w)                                                              # [N, E]

# Which positions each may look at: as released weights were trained, one whose token in front is no padding,
# and the first.
def seen(self, ids: Tensor) -> Tensor:                                                       # [N, L] -> [N, L+1, L+1]
    n = torch.size(ids, 0)
    l = torch.size(ids, 1)
    real = torch.constant_pad_nd(torch.ne(ids, $PADDING), [1, 0], 1)                         # [N, L+1]
    seen = torch.expand(torch.unsqueeze(real, 1), [n, l + 1, l + 1])                         # [N, L+1, L+1]
    if $CAUSAL:
        seen = torch.tril(seen)
    return seen

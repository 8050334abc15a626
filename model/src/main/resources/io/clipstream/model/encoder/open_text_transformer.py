# The text transformer with options of OpenCLIP's: causal or not, pooled at one of several places.
# N texts, L positions (at most the context length), D channels, E the embedding dimension.

def text(self, ids: Tensor, w: Dict[str, Tensor]) -> Tensor:                                 # [N, L] int64 -> [N, E]
    h = self.layer_scaled(w, "transformer.", $LAYERS)
    l = torch.size(ids, 1)
    x = torch.embedding(w["token_embedding.weight"], ids)                                    # [N, L, D]
    x = x + torch.slice(w["positional_embedding"], 0, 0, l)                                  # [N, L, D]
    for i in range($LAYERS - 1):
        x = self.block(x, h, "transformer.resblocks." + str(i) + ".", $HEADS, $CAUSAL, $ACT, $EPSILON)
    p = "transformer.resblocks." + str($LAYERS - 1) + "."
    at = self.pooled_at(ids)                                                                 # [N]
    x = self.last_block(x, at, self.seen(ids, at), h, p, $HEADS, $ACT, $EPSILON)             # [N, D]
    x = torch.layer_norm(x, [$WIDTH], w["ln_final.weight"], w["ln_final.bias"], $EPSILON)    # [N, D]
    return self.projected(x, w)                                                              # [N, E]

# The position that becomes the text's vector.
def pooled_at(self, ids: Tensor) -> Tensor:                                                  # [N, L] -> [N]
    first = torch.select(ids, 1, 0)                                                          # [N]
    if $POOLED == "first":
        at = torch.zeros_like(first)
    elif $POOLED == "last":
        at = torch.full_like(first, torch.size(ids, 1) - 1)
    elif $POOLED == "highest":
        at = torch.argmax(ids, 1)
    else:
        at = torch.argmax(torch.to(torch.eq(ids, $END_TOKEN), 3), 1)
    return at

# What the pooled position may look at (None: all).
def seen(self, ids: Tensor, at: Tensor) -> Optional[Tensor]:                                 # -> [N, 1, L]
    seen: Optional[Tensor] = None
    if $CAUSAL:
        place = torch.arange(torch.size(ids, 1), dtype=4, device=ops.prim.device(ids))       # [L]
        seen = torch.ge(torch.view(at, [torch.size(ids, 0), 1, 1]), place)                   # [N, 1, L]
    return seen

# The last block, and learned queries that look at all positions (Yu et al. 2022, "CoCa"). The first alone
# gives the picture's vector; the others are a caption decoder's. Q queries.
def pooled(self, x: Tensor, w: Dict[str, Tensor], p: str) -> Tensor:                         # [N, G*G+1, D] -> [N, E]
    x = self.block(x, w, p, $HEADS, False, $ACT, $EPSILON)                                   # [N, G*G+1, D]
    x = torch.layer_norm(x, [$WIDTH], w["visual.attn_pool.ln_k.weight"], w["visual.attn_pool.ln_k.bias"], $EPSILON)
    q = torch.slice(w["visual.attn_pool.query"], 0, 0, 1)                                    # [1, E] of [Q, E]
    e = torch.size(q, 1)
    q = torch.layer_norm(q, [e], w["visual.attn_pool.ln_q.weight"], w["visual.attn_pool.ln_q.bias"], $EPSILON)
    key, value, query = self.pool_weights(w, e)                                              # [E, D], [E, D], [E, E]
    bias = w["visual.attn_pool.attn.in_proj_bias"]                                           # [3E]
    q = self.product(q, query, torch.slice(bias, 0, 0, e))                                   # [1, E]
    h = self.look(
        torch.expand(q, [torch.size(x, 0), e]), x, key, torch.slice(bias, 0, e, 2 * e),
        value, torch.slice(bias, 0, 2 * e), $POOL_HEADS, None)                               # [N, E]
    h = self.product(h, w["visual.attn_pool.attn.out_proj.weight"], w["visual.attn_pool.attn.out_proj.bias"])
    return self.ln_post(torch.to(h, w["visual.ln_post.weight"]), w)                          # [N, E]

# Where D is E the three lie in one array.
def pool_weights(self, w: Dict[str, Tensor], e: int) -> Tuple[Tensor, Tensor, Tensor]:
    p = "visual.attn_pool.attn."
    if torch.__contains__(w, p + "in_proj_weight"):
        stack = w[p + "in_proj_weight"]                                                      # [3E, E]
        query = torch.slice(stack, 0, 0, e)                                                  # [E, E]
        key = torch.slice(stack, 0, e, 2 * e)                                                # [E, E]
        value = torch.slice(stack, 0, 2 * e)                                                 # [E, E]
    else:
        query = w[p + "q_proj_weight"]                                                       # [E, E]
        key = w[p + "k_proj_weight"]                                                         # [E, D]
        value = w[p + "v_proj_weight"]                                                       # [E, D]
    return (key, value, query)

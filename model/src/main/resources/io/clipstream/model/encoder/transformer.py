# The residual attention block that the image and the text transformer share (paper, section 2.4).
# N pictures or texts, L positions, D channels, H heads, F feed-forward channels.

def block(self, x: Tensor, w: Dict[str, Tensor], p: str, heads: int, causal: bool, act: str, eps: float) -> Tensor:
    h = torch.layer_norm(x, [torch.size(x, 2)], w[p + "ln_1.weight"], w[p + "ln_1.bias"], eps)  # [N, L, D]
    h = self.attention(h, w, p + "attn.", heads, causal)                                     # [N, L, D]
    x = self.product_onto(x, h, w[p + "attn.out_proj.weight"], w[p + "attn.out_proj.bias"])  # [N, L, D]
    return self.feed_forward(x, w, p, act, eps)                                              # [N, L, D]

def attention(self, x: Tensor, w: Dict[str, Tensor], p: str, heads: int, causal: bool) -> Tensor:
    n = torch.size(x, 0)
    l = torch.size(x, 1)
    d = torch.size(x, 2)
    qkv = self.product(x, w[p + "in_proj_weight"], w[p + "in_proj_bias"])                    # [N, L, 3D]
    qkv = torch.permute(torch.view(qkv, [n, l, 3, heads, d // heads]), [2, 0, 3, 1, 4])      # [3, N, H, L, D/H]
    h = torch.scaled_dot_product_attention(
        torch.select(qkv, 0, 0), torch.select(qkv, 0, 1), torch.select(qkv, 0, 2), None, 0., causal)
    return torch.reshape(torch.transpose(h, 1, 2), [n, l, d])                                # [N, L, D]

def feed_forward(self, x: Tensor, w: Dict[str, Tensor], p: str, act: str, eps: float) -> Tensor:  # [..., D]
    h = torch.layer_norm(x, [torch.size(x, -1)], w[p + "ln_2.weight"], w[p + "ln_2.bias"], eps)
    h = self.activated_product(h, w[p + "mlp.c_fc.weight"], w[p + "mlp.c_fc.bias"], act)     # [..., F]
    return self.product_onto(x, h, w[p + "mlp.c_proj.weight"], w[p + "mlp.c_proj.bias"])     # [..., D]

# The last block, of which one position is used: the others are only looked at.
# `at` holds the position of each picture or text, `seen` [N, 1, L] which it may look at (None: all).
def last_block(self, x: Tensor, at: Tensor, seen: Optional[Tensor], w: Dict[str, Tensor], p: str, heads: int, act: str, eps: float) -> Tensor:
    d = torch.size(x, 2)
    weight = w[p + "attn.in_proj_weight"]                                                    # [3D, D]
    bias = w[p + "attn.in_proj_bias"]                                                        # [3D]
    h = torch.layer_norm(x, [d], w[p + "ln_1.weight"], w[p + "ln_1.bias"], eps)              # [N, L, D]
    q = self.product(self.row(h, at), torch.slice(weight, 0, 0, d), torch.slice(bias, 0, 0, d))  # [N, D]
    h = self.look(
        q, h, torch.slice(weight, 0, d, 2 * d), torch.slice(bias, 0, d, 2 * d),
        torch.slice(weight, 0, 2 * d, 3 * d), torch.slice(bias, 0, 2 * d, 3 * d), heads, seen)   # [N, D]
    x = self.product_onto(self.row(x, at), h, w[p + "attn.out_proj.weight"], w[p + "attn.out_proj.bias"])
    return self.feed_forward(x, w, p, act, eps)                                              # [N, D]

# Attention of one query each, without keys and values of every position. With k = K x + a the product of
# q and k is (K' q) x + q a, and the mean of values V x + b, by weights that add up to one, is V times the
# mean of x, plus b: so the matrices meet one vector a head instead of L. In float32, as it costs little.
def look(self, q: Tensor, x: Tensor, key: Tensor, key_bias: Tensor, value: Tensor, value_bias: Tensor, heads: int, seen: Optional[Tensor]) -> Tensor:
    n = torch.size(x, 0)                                                                     # q [N, D], x [N, L, C]
    c = torch.size(x, 2)
    x = torch.to(x, 6)
    q = torch.transpose(torch.view(torch.to(q, 6), [n, heads, -1]), 0, 1)                    # [H, N, D/H]
    k = torch.view(torch.to(key, 6), [heads, -1, c])                                         # [H, D/H, C]
    v = torch.view(torch.to(value, 6), [heads, -1, c])                                       # [H, D/H, C]
    a = torch.view(torch.to(key_bias, 6), [heads, -1, 1])                                    # [H, D/H, 1]
    s = torch.matmul(torch.transpose(torch.matmul(q, k), 0, 1), torch.transpose(x, 1, 2))    # [N, H, L]
    s = (s + torch.transpose(torch.matmul(q, a), 0, 1)) * torch.size(q, 2) ** -0.5           # [N, H, L]
    if seen is not None:
        s = torch.masked_fill(s, torch.logical_not(seen), -inf)
    m = torch.matmul(torch.softmax(s, -1), x)                                                # [N, H, C]
    h = torch.matmul(torch.transpose(m, 0, 1), torch.transpose(v, 1, 2))                     # [H, N, D/H]
    return torch.reshape(torch.transpose(h, 0, 1), [n, -1]) + value_bias                     # [N, D]

# One position of each picture or text.
def row(self, x: Tensor, at: Tensor) -> Tensor:                                              # [N, L, D], [N] -> [N, D]
    n = torch.size(x, 0)
    d = torch.size(x, 2)
    return torch.squeeze(torch.gather(x, 1, torch.expand(torch.view(at, [n, 1, 1]), [n, 1, d])), 1)

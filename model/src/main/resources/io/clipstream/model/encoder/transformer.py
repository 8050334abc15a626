# The residual attention block that the image and the text transformer share (paper, section 2.4).
# N pictures or texts, L positions, D channels, H heads, F feed-forward channels.

def block(self, x: Tensor, w: Dict[str, Tensor], p: str, heads: int, causal: bool, quick: bool, eps: float) -> Tensor:
    h = torch.layer_norm(x, [torch.size(x, 2)], w[p + "ln_1.weight"], w[p + "ln_1.bias"], eps)  # [N, L, D]
    h = self.attention(h, w, p + "attn.", heads, causal)                                     # [N, L, D]
    x = self.product_onto(x, h, w[p + "attn.out_proj.weight"], w[p + "attn.out_proj.bias"])  # [N, L, D]
    return self.feed_forward(x, w, p, quick, eps)                                            # [N, L, D]

def attention(self, x: Tensor, w: Dict[str, Tensor], p: str, heads: int, causal: bool) -> Tensor:
    n = torch.size(x, 0)
    l = torch.size(x, 1)
    d = torch.size(x, 2)
    qkv = self.product(x, w[p + "in_proj_weight"], w[p + "in_proj_bias"])                    # [N, L, 3D]
    qkv = torch.permute(torch.view(qkv, [n, l, 3, heads, d // heads]), [2, 0, 3, 1, 4])      # [3, N, H, L, D/H]
    h = torch.scaled_dot_product_attention(
        torch.select(qkv, 0, 0), torch.select(qkv, 0, 1), torch.select(qkv, 0, 2), None, 0., causal)
    return torch.reshape(torch.transpose(h, 1, 2), [n, l, d])                                # [N, L, D]

def feed_forward(self, x: Tensor, w: Dict[str, Tensor], p: str, quick: bool, eps: float) -> Tensor:  # [..., D]
    h = torch.layer_norm(x, [torch.size(x, -1)], w[p + "ln_2.weight"], w[p + "ln_2.bias"], eps)
    h = self.activated_product(h, w[p + "mlp.c_fc.weight"], w[p + "mlp.c_fc.bias"], quick)   # [..., F]
    return self.product_onto(x, h, w[p + "mlp.c_proj.weight"], w[p + "mlp.c_proj.bias"])     # [..., D]

# The last block, of which one position is used: the others are only looked at, as keys and values.
# `at` holds the position of each picture or text, `seen` which positions it may look at (None: all).
def last_block(self, x: Tensor, at: Tensor, seen: Optional[Tensor], w: Dict[str, Tensor], p: str, heads: int, quick: bool, eps: float) -> Tensor:
    n = torch.size(x, 0)
    l = torch.size(x, 1)
    d = torch.size(x, 2)
    h = torch.layer_norm(x, [d], w[p + "ln_1.weight"], w[p + "ln_1.bias"], eps)              # [N, L, D]
    q, kv = self.last_products(self.row(h, at), h, w, p + "attn.")                           # [N, D], [N, L, 2D]
    q = torch.view(q, [n, heads, 1, d // heads])                                             # [N, H, 1, D/H]
    kv = torch.permute(torch.view(kv, [n, l, 2, heads, d // heads]), [2, 0, 3, 1, 4])        # [2, N, H, L, D/H]
    h = torch.scaled_dot_product_attention(q, torch.select(kv, 0, 0), torch.select(kv, 0, 1), seen, 0., False)
    h = torch.reshape(h, [n, d])                                                             # [N, D]
    x = self.product_onto(self.row(x, at), h, w[p + "attn.out_proj.weight"], w[p + "attn.out_proj.bias"])
    return self.feed_forward(x, w, p, quick, eps)                                            # [N, D]

# Queries of the one position, keys and values of all. Packed weights were taken apart for this.
def last_products(self, row: Tensor, all: Tensor, w: Dict[str, Tensor], p: str) -> Tuple[Tensor, Tensor]:
    d = torch.size(row, 1)
    if p + "q_weight" in w:
        q = self.product(row, w[p + "q_weight"], w[p + "q_bias"])                            # [N, D]
        kv = self.product(all, w[p + "kv_weight"], w[p + "kv_bias"])                         # [N, L, 2D]
    else:
        weight = w[p + "in_proj_weight"]                                                     # [3D, D]
        bias = w[p + "in_proj_bias"]                                                         # [3D]
        q = self.product(row, torch.slice(weight, 0, 0, d), torch.slice(bias, 0, 0, d))      # [N, D]
        kv = self.product(all, torch.slice(weight, 0, d, 3 * d), torch.slice(bias, 0, d, 3 * d))
    return (q, kv)

# One position of each picture or text.
def row(self, x: Tensor, at: Tensor) -> Tensor:                                              # [N, L, D], [N] -> [N, D]
    n = torch.size(x, 0)
    d = torch.size(x, 2)
    return torch.squeeze(torch.gather(x, 1, torch.expand(torch.view(at, [n, 1, 1]), [n, 1, d])), 1)

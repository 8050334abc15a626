# The residual attention block that the image and the text transformer share (paper, section 2.4).
# N pictures or texts, L positions, D channels, H heads, F feed-forward channels.

def block(self, x: Tensor, w: Dict[str, Tensor], p: str, heads: int, causal: bool, quick: bool, eps: float) -> Tensor:
    width = torch.size(x, 2)
    h = torch.layer_norm(x, [width], w[p + "ln_1.weight"], w[p + "ln_1.bias"], eps)          # [N, L, D]
    x = x + self.attention(h, w, p + "attn.", heads, causal)                                 # [N, L, D]
    h = torch.layer_norm(x, [width], w[p + "ln_2.weight"], w[p + "ln_2.bias"], eps)          # [N, L, D]
    h = torch.linear(h, w[p + "mlp.c_fc.weight"], w[p + "mlp.c_fc.bias"])                    # [N, L, F]
    h = self.activation(h, quick)                                                            # [N, L, F]
    return x + torch.linear(h, w[p + "mlp.c_proj.weight"], w[p + "mlp.c_proj.bias"])         # [N, L, D]

def attention(self, x: Tensor, w: Dict[str, Tensor], p: str, heads: int, causal: bool) -> Tensor:
    n = torch.size(x, 0)
    l = torch.size(x, 1)
    d = torch.size(x, 2)
    qkv = torch.linear(x, w[p + "in_proj_weight"], w[p + "in_proj_bias"])                    # [N, L, 3D]
    qkv = torch.permute(torch.view(qkv, [n, l, 3, heads, d // heads]), [2, 0, 3, 1, 4])      # [3, N, H, L, D/H]
    h = torch.scaled_dot_product_attention(
        torch.select(qkv, 0, 0), torch.select(qkv, 0, 1), torch.select(qkv, 0, 2), None, 0., causal)
    h = torch.reshape(torch.transpose(h, 1, 2), [n, l, d])                                   # [N, L, D]
    return torch.linear(h, w[p + "out_proj.weight"], w[p + "out_proj.bias"])                 # [N, L, D]

def activation(self, x: Tensor, quick: bool) -> Tensor:
    if quick:
        y = x * torch.sigmoid(1.702 * x)
    else:
        y = torch.gelu(x)
    return y

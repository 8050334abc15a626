# The block with a mask of its own for each text. N texts, L positions, D channels, H heads.

# `seen` [N, Q, L]: which positions each may look at; Q is L, or 1 for the same of all.
def masked_block(self, x: Tensor, seen: Tensor, w: Dict[str, Tensor], p: str, heads: int, act: str, eps: float) -> Tensor:
    h = torch.layer_norm(x, [torch.size(x, 2)], w[p + "ln_1.weight"], w[p + "ln_1.bias"], eps)  # [N, L, D]
    h = self.masked_attention(h, seen, w, p + "attn.", heads)                                # [N, L, D]
    x = self.product_onto(x, h, w[p + "attn.out_proj.weight"], w[p + "attn.out_proj.bias"])  # [N, L, D]
    return self.feed_forward(x, w, p, act, eps)                                              # [N, L, D]

def masked_attention(self, x: Tensor, seen: Tensor, w: Dict[str, Tensor], p: str, heads: int) -> Tensor:
    n = torch.size(x, 0)
    l = torch.size(x, 1)
    d = torch.size(x, 2)
    qkv = self.product(x, w[p + "in_proj_weight"], w[p + "in_proj_bias"])                    # [N, L, 3D]
    qkv = torch.permute(torch.view(qkv, [n, l, 3, heads, d // heads]), [2, 0, 3, 1, 4])      # [3, N, H, L, D/H]
    h = torch.scaled_dot_product_attention(
        torch.select(qkv, 0, 0), torch.select(qkv, 0, 1), torch.select(qkv, 0, 2),
        torch.unsqueeze(seen, 1), 0., False)                                                 # [N, H, L, D/H]
    return torch.reshape(torch.transpose(h, 1, 2), [n, l, d])                                # [N, L, D]

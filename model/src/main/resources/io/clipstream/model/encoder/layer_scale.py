# Gains behind the residual branches of a transformer (Touvron et al. 2021, "Going deeper with Image
# Transformers", section 3). D channels, F feed-forward channels, I features in.

# The weights with the gains moved into the products in front of them, so that blocks need not know of them.
# Packed weights have them inside already.
def layer_scaled(self, w: Dict[str, Tensor], prefix: str, layers: int) -> Dict[str, Tensor]:
    c = torch.dict(w)
    for i in range(layers):
        p = prefix + "resblocks." + str(i) + "."
        if torch.__contains__(w, p + "ls_1.gamma"):
            a = w[p + "ls_1.gamma"]                                                          # [D]
            c[p + "attn.out_proj.weight"] = self.gained(w[p + "attn.out_proj.weight"], a)    # [D, D]
            c[p + "attn.out_proj.bias"] = self.gained(w[p + "attn.out_proj.bias"], a)        # [D]
            b = w[p + "ls_2.gamma"]                                                          # [D]
            c[p + "mlp.c_proj.weight"] = self.gained(w[p + "mlp.c_proj.weight"], b)          # [D, F]
            c[p + "mlp.c_proj.bias"] = self.gained(w[p + "mlp.c_proj.bias"], b)              # [D]
    return c

def gained(self, x: Tensor, gain: Tensor) -> Tensor:                                         # [D] or [D, I], [D]
    return torch.contiguous(torch.t(torch.t(x) * gain))

# The last block, and the mean over the patches: of their norms, or the norm of their mean.
def pooled(self, x: Tensor, w: Dict[str, Tensor], p: str) -> Tensor:                         # [N, G*G+1, D] -> [N, D]
    x = self.block(x, w, p, $HEADS, False, $ACT, $EPSILON)                                   # [N, G*G+1, D]
    x = torch.slice(x, 1, 1)                                                                 # [N, G*G, D]
    if $NORM_LAST:
        y = self.ln_post(torch.mean(x, [1]), w)                                              # [N, D]
    else:
        y = torch.mean(self.ln_post(x, w), [1])                                              # [N, D]
    return y

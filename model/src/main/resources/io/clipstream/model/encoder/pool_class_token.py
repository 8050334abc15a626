# The last block, of which the class token is used.
def pooled(self, x: Tensor, w: Dict[str, Tensor], p: str) -> Tensor:                         # [N, G*G+1, D] -> [N, D]
    at = torch.to(torch.zeros_like(torch.select(torch.select(x, 1, 0), 1, 0)), 4)            # [N], the class token
    return self.ln_post(self.last_block(x, at, None, w, p, $HEADS, $ACT, $EPSILON), w)       # [N, D]

# Pictures as rows of patches, for the Vision Transformers.
# N pictures, S pixels a side, P a patch's side, G = S / P without the rest, D channels.

# The convolution whose stride is its kernel's side is a product: this unfolds the pictures for it. Pixels
# that no whole patch covers fall away, as they do from the convolution.
def patches(self, pixels: Tensor, side: int) -> Tensor:                                      # [N, 3, S, S] -> [N, G*G, 3*P*P]
    n = torch.size(pixels, 0)
    g = torch.size(pixels, 2) // side
    x = torch.slice(torch.slice(pixels, 2, 0, g * side), 3, 0, g * side)                     # [N, 3, G*P, G*P]
    x = torch.reshape(x, [n, 3, g, side, g, side])                                           # [N, 3, G, P, G, P]
    return torch.reshape(torch.permute(x, [0, 2, 4, 1, 3, 5]), [n, g * g, -1])               # [N, G*G, 3*P*P]

def patch_product(self, x: Tensor, kernel: Tensor, bias: Optional[Tensor]) -> Tensor:        # [N, G*G, 3*P*P]
    if kernel.is_mkldnn:
        y = self.product(x, kernel, bias)                                                    # [N, G*G, D]
    else:
        y = self.product(x, torch.flatten(kernel, 1), bias)                                  # [N, G*G, D]
    return y

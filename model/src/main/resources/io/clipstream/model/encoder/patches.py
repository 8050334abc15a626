# Pictures and feature maps as rows of patches.
# N pictures, C channels, S places a side, P a patch's side, G = S / P without the rest, D channels out.

# The convolution whose stride is its kernel's side is a product: this unfolds the pictures for it. Places
# that no whole patch covers fall away, as they do from the convolution.
def patches(self, pixels: Tensor, side: int) -> Tensor:                                      # [N, C, S, S] -> [N, G*G, C*P*P]
    n = torch.size(pixels, 0)
    c = torch.size(pixels, 1)
    g = torch.size(pixels, 2) // side
    x = torch.slice(torch.slice(pixels, 2, 0, g * side), 3, 0, g * side)                     # [N, C, G*P, G*P]
    x = torch.reshape(x, [n, c, g, side, g, side])                                           # [N, C, G, P, G, P]
    return torch.reshape(torch.permute(x, [0, 2, 4, 1, 3, 5]), [n, g * g, -1])               # [N, G*G, C*P*P]

def patch_product(self, x: Tensor, kernel: Tensor, bias: Optional[Tensor]) -> Tensor:        # [N, G*G, C*P*P]
    if kernel.is_mkldnn:
        y = self.product(x, kernel, bias)                                                    # [N, G*G, D]
    else:
        y = self.product(x, torch.flatten(kernel, 1), bias)                                  # [N, G*G, D]
    return y

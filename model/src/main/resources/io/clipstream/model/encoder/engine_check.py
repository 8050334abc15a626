# What the engine is held against before it serves: the forms that the encoders compute in, by
# themselves. N pictures, C channels in and O out, s a side, K a kernel's; R rows, I and J columns.

def convolution(self, x: Tensor, kernel: Tensor, d: Tensor) -> Tensor:                       # [N, C, s, s], [O, C, K, K]
    return self.convolve(x, kernel, 1)                                                       # [N, O, s, s]

# The gradients of sum(d * convolution) that autograd computes.
def by_input(self, x: Tensor, kernel: Tensor, d: Tensor) -> Tensor:                          # d [N, O, s, s]
    return self.slopes(x, kernel, d, 1)[0]                                                   # [N, C, s, s]

def by_kernel(self, x: Tensor, kernel: Tensor, d: Tensor) -> Tensor:                         # d [N, O, s, s]
    return self.slopes(x, kernel, d, 1)[1]                                                   # [O, C, K, K]

def slopes(self, x: Tensor, kernel: Tensor, d: Tensor, groups: int) -> List[Tensor]:
    padding = torch.size(kernel, 2) // 2
    by_x, by_kernel, none = torch.convolution_backward(
        d, self.channels_innermost(x), kernel, None, [1, 1], [padding, padding], [1, 1], False, [0, 0], groups,
        [True, True, False])
    return [by_x, by_kernel]

# The same of each channel by itself.

def convolution_apart(self, x: Tensor, kernel: Tensor, d: Tensor) -> Tensor:                 # [N, C, s, s], [C, 1, K, K]
    return self.slide_apart(x, kernel, None)                                                 # [N, C, s, s]

def apart_by_input(self, x: Tensor, kernel: Tensor, d: Tensor) -> Tensor:                    # d [N, C, s, s]
    return self.slopes(x, kernel, d, torch.size(x, 1))[0]                                    # [N, C, s, s]

def apart_by_kernel(self, x: Tensor, kernel: Tensor, d: Tensor) -> Tensor:                   # d [N, C, s, s]
    return self.slopes(x, kernel, d, torch.size(x, 1))[1]                                    # [C, 1, K, K]

def plain_product(self, x: Tensor, w: Tensor) -> Tensor:                                     # [R, I], [J, I]
    return torch.linear(x, w, None)                                                          # [R, J]

# The same with weights that were packed, as tagging on the CPU computes; a GPU has no such forms.

def packed_convolution(self, x: Tensor, kernel: Tensor, d: Tensor) -> Tensor:                # [N, C, s, s], [O, C, 3, 3]
    if x.is_cuda:
        y = self.convolution(x, kernel, d)                                                   # [N, O, s, s]
    else:
        packed = self.arrange_kernel(kernel, 6, 1, torch.size(x, 2))
        y = self.folded(x, packed, torch.zeros_like(torch.select(torch.flatten(kernel, 1), 1, 0)), 1, "none")
    return y

def packed_product(self, x: Tensor, w: Tensor) -> Tensor:                                    # [R, I], [J, I]
    if not x.is_cuda:
        w = self.arrange(w, 1., 6, 400)
    return self.product(x, w, None)                                                          # [R, J]

# What the engine is held against before it serves: the forms that the encoders compute in, by
# themselves. N pictures, C channels in and O out, s a side; R rows, I and J columns.

def convolution(self, x: Tensor, kernel: Tensor, d: Tensor) -> Tensor:                       # [N, C, s, s], [O, C, 3, 3]
    return self.convolve(x, kernel, 1)                                                       # [N, O, s, s]

# The gradients of sum(d * convolution) that autograd computes.
def by_input(self, x: Tensor, kernel: Tensor, d: Tensor) -> Tensor:                          # d [N, O, s, s]
    return self.slopes(x, kernel, d)[0]                                                      # [N, C, s, s]

def by_kernel(self, x: Tensor, kernel: Tensor, d: Tensor) -> Tensor:                         # d [N, O, s, s]
    return self.slopes(x, kernel, d)[1]                                                      # [O, C, 3, 3]

def slopes(self, x: Tensor, kernel: Tensor, d: Tensor) -> List[Tensor]:
    by_x, by_kernel, none = torch.convolution_backward(
        d, self.channels_innermost(x), kernel, None, [1, 1], [1, 1], [1, 1], False, [0, 0], 1, [True, True, False])
    return [by_x, by_kernel]

def product(self, x: Tensor, w: Tensor) -> Tensor:                                           # [R, I], [J, I]
    return torch.linear(x, w, None)                                                          # [R, J]

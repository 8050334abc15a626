# Convolutions in the forms that every processor tried computes rightly (docs/model.md, "Processors"):
# pictures with channels innermost in memory, and products for kernels of one point.
# N pictures, C channels in and O out, K a kernel's side (odd), s a feature map's side.

# The same pictures with channels innermost in memory, and strides that say so even where a side or the
# channels are one and other strides would do as well. Copies only what lies otherwise.
def channels_innermost(self, x: Tensor) -> Tensor:                                           # [N, C, s, s]
    h = torch.contiguous(torch.permute(x, [0, 2, 3, 1]))                                     # [N, s, s, C]
    h = torch.view(torch.flatten(h), torch.size(h))
    return torch.permute(h, [0, 3, 1, 2])                                                    # [N, C, s, s]

def convolve(self, x: Tensor, kernel: Tensor, stride: int) -> Tensor:                        # [N, C, s, s], [O, C, K, K]
    if torch.size(kernel, 2) == 1:
        y = self.mix(x, kernel)                                                              # [N, O, s, s]
    else:
        y = self.slide(x, kernel, stride)                                                    # [N, O, s/stride, s/stride]
    return y

# A convolution by one point is a product over the channels; it leaves them innermost.
def mix(self, x: Tensor, kernel: Tensor) -> Tensor:                                          # [N, C, s, s], [O, C, 1, 1]
    h = torch.linear(torch.permute(x, [0, 2, 3, 1]), torch.flatten(kernel, 1), None)         # [N, s, s, O]
    return torch.permute(h, [0, 3, 1, 2])                                                    # [N, O, s, s]

# Two cases take other ways through the engine, which a blank companion keeps them from: a small picture
# alone (20,480 numbers at most, the engine's own limit) is offered to a library that prints a line for
# every call on processors it does not know, forward and backward; and a channel alone has the same
# strides in every layout, of which some compute wrongly.
def slide(self, x: Tensor, kernel: Tensor, stride: int) -> Tensor:                           # [N, C, s, s], [O, C, K, K]
    n = torch.size(x, 0)
    if torch.size(x, 1) == 1:
        x = self.accompanied(x, 1)                                                           # [N, 2, s, s]
        kernel = self.accompanied(kernel, 1)                                                 # [O, 2, K, K]
    if n == 1 and torch.numel(x) <= 20480:
        x = self.accompanied(x, 0)                                                           # [2, C, s, s]
    padding = torch.size(kernel, 2) // 2
    y = torch.conv2d(self.channels_innermost(x), kernel, None, [stride, stride], [padding, padding])
    return torch.slice(y, 0, 0, n)                                                           # [N, O, s/stride, s/stride]

def accompanied(self, x: Tensor, dimension: int) -> Tensor:
    return torch.cat([x, torch.zeros_like(x)], dimension)

# Each channel by itself, with a kernel of its own.
def slide_apart(self, x: Tensor, kernel: Tensor, bias: Optional[Tensor]) -> Tensor:          # [N, C, s, s], [C, 1, K, K]
    padding = torch.size(kernel, 2) // 2
    return torch.conv2d(
        self.channels_innermost(x), kernel, bias, [1, 1], [padding, padding], [1, 1], torch.size(kernel, 0))

# A convolution with the bias that a folded batch norm left, and `kind` ("relu" or "none") behind it.
def folded(self, x: Tensor, kernel: Tensor, bias: Tensor, stride: int, kind: str) -> Tensor:
    x = torch.to(x, ops.prim.dtype(kernel))
    if torch.dim(kernel) == 2:
        h = torch.permute(x, [0, 2, 3, 1])                                                   # [N, s, s, C]
        h = ops.mkldnn._linear_pointwise(h, kernel, bias, kind, [], "")                      # [N, s, s, O]
        y = torch.permute(h, [0, 3, 1, 2])                                                   # [N, O, s, s]
    else:
        padding = torch.size(kernel, 2) // 2
        y = ops.mkldnn._convolution_pointwise(
            self.channels_innermost(x), kernel, bias, [padding, padding], [stride, stride], [1, 1], 1, kind, [], "")
    return y                                                                                 # [N, O, s/stride, s/stride]

# A convolution by one point, added to what another way through the network gave.
def mix_onto(self, residual: Tensor, x: Tensor, kernel: Tensor, bias: Tensor) -> Tensor:     # [N, C, s, s]
    h = torch.permute(x, [0, 2, 3, 1])                                                       # [N, s, s, C]
    r = torch.permute(residual, [0, 2, 3, 1])                                                # [N, s, s, O]
    return torch.permute(self.product_onto(r, h, kernel, bias), [0, 3, 1, 2])

# The kernel in the arrangement that is fastest for pictures of a side, channels innermost.
def arrange_kernel(self, kernel: Tensor, type: int, stride: int, side: int) -> Tensor:       # [O, C, K, K]
    k = torch.contiguous(torch.to(kernel, type), memory_format=2)
    padding = torch.size(kernel, 2) // 2
    return ops.mkldnn._reorder_convolution_weight(
        k, [padding, padding], [stride, stride], [1, 1], 1, [8, torch.size(kernel, 1), side, side])

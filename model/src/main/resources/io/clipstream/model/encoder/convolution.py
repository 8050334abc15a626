# Convolutions in the forms that every processor tried computes rightly (docs/model.md, "Processors"):
# pictures with channels innermost in memory, and products for kernels of one point.
# N pictures, C channels in and O out, K a kernel's side (odd), s a feature map's side.

# Pictures as the convolutions want them, whoever calls: the same numbers, channels innermost in memory.
def channels_innermost(self, x: Tensor) -> Tensor:                                           # [N, C, s, s]
    return torch.contiguous(x, memory_format=2)

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

# One small picture alone would go to a second library, forward or backward, and that one prints a line
# for every call on processors it does not know: a blank picture keeps it company.
def slide(self, x: Tensor, kernel: Tensor, stride: int) -> Tensor:                           # [N, C, s, s], [O, C, K, K]
    alone = torch.size(x, 0) == 1 and torch.numel(x) <= 20480
    if alone:
        x = torch.cat([x, torch.zeros_like(x)])                                              # [2, C, s, s]
    padding = torch.size(kernel, 2) // 2
    y = torch.conv2d(x, kernel, None, [stride, stride], [padding, padding])                  # [N, O, s/stride, s/stride]
    if alone:
        y = torch.slice(y, 0, 0, 1)
    return y

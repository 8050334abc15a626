# Products with weights, the bulk of all work. Weights that were packed when they were loaded go into
# the operators made for them, which take activation and residual along; others are as they were stored.
# R rows of any arrangement, I features in and O out.

# Weights of 16 bits take their inputs in 16 bits; what is added to stays as exact as it was.

def product(self, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:              # [R, I], [O, I], [O]
    h = torch.to(x, ops.prim.dtype(weight))
    if weight.is_mkldnn:
        y = ops.mkldnn._linear_pointwise(h, weight, bias, "none", [], "")                    # [R, O]
    else:
        y = torch.linear(h, weight, bias)                                                    # [R, O]
    return y

def product_onto(self, residual: Tensor, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    if weight.is_mkldnn and ops.prim.dtype(weight) == ops.prim.dtype(residual):
        y = ops.mkldnn._linear_pointwise(x, residual, weight, bias, "add")                   # [R, O]
    else:
        y = residual + self.product(x, weight, bias)                                         # [R, O]
    return y

# `act` is the non-linearity: "quick_gelu", or how GELU is computed: "none" exactly, "tanh" by that.
# With z the product, QuickGELU is z * sigmoid(1.702 z) = swish(1.702 z) / 1.702: both factors were put
# into the weights before and behind when they were packed.
def activated_product(self, x: Tensor, weight: Tensor, bias: Tensor, act: str) -> Tensor:
    if weight.is_mkldnn:
        kind = "gelu"
        how = act
        if act == "quick_gelu":
            kind = "swish"
            how = "none"
        h = torch.to(x, ops.prim.dtype(weight))
        y = ops.mkldnn._linear_pointwise(h, weight, bias, kind, [], how)                     # [R, O]
    else:
        y = self.activation(self.product(x, weight, bias), act)                              # [R, O]
    return y

def activation(self, x: Tensor, act: str) -> Tensor:
    if act == "quick_gelu":
        y = x * torch.sigmoid(1.702 * x)
    else:
        y = torch.gelu(x, approximate=act)
    return y

# The same weights times a factor, in another type (a number as PyTorch counts them), and unless `rows` is
# zero in the arrangement for products of so many rows.
def arrange(self, weight: Tensor, factor: float, type: int, rows: int) -> Tensor:            # [O, ...] -> [O, I]
    w = torch.contiguous(torch.to(weight * factor, type))
    if rows > 0:
        w = ops.mkldnn._reorder_linear_weight(torch.contiguous(torch.flatten(w, 1)), rows)
    return w

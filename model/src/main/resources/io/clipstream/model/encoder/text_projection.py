# Into the embedding space by what there is: a matrix, a layer with or without a bias, or nothing.
def projected(self, x: Tensor, w: Dict[str, Tensor]) -> Tensor:                              # [N, D] -> [N, E]
    y = x
    if torch.__contains__(w, "text_projection"):
        y = torch.matmul(x, w["text_projection"])                                            # [N, E]
    elif torch.__contains__(w, "text_projection.bias"):
        y = self.product(x, w["text_projection.weight"], w["text_projection.bias"])          # [N, E]
    return y

# Multinomial logistic regression on frozen features, in float64 (paper, appendix A.3).
# N examples, D features, L classes, R rows at a time. The last row of the weights holds the intercepts.

# The sum of the examples' cross-entropies, and its gradient by the weights.
def cross_entropy(self, x: Tensor, y: Tensor, w: Tensor, rows: int) -> List[Tensor]:         # [N, D], [N] int64, [D+1, L]
    n = torch.size(x, 0)
    d = torch.size(x, 1)
    k = torch.slice(w, 0, 0, d)                                                              # [D, L]
    b = torch.slice(w, 0, d, d + 1)                                                          # [1, L]
    loss = torch.sum(torch.zeros_like(torch.slice(b, 1, 0, 1)))                              # []
    dk = torch.zeros_like(k)                                                                 # [D, L]
    db = torch.zeros_like(b)                                                                 # [1, L]
    for i in range((n + rows - 1) // rows):
        xs = torch.slice(x, 0, i * rows, (i + 1) * rows)                                     # [R, D]
        ys = torch.view(torch.slice(y, 0, i * rows, (i + 1) * rows), [-1, 1])                # [R, 1]
        s = torch.addmm(b, xs, k)                                                            # [R, L]
        z = torch.logsumexp(s, [1], True)                                                    # [R, 1]
        right = torch.gather(s, 1, ys)                                                       # [R, 1]
        loss = loss + torch.sum(z - right)
        p = torch.exp(s - z)                                                                 # [R, L]
        p = torch.scatter_add(p, 1, ys, -torch.ones_like(right))                             # [R, L]
        dk = torch.addmm(dk, torch.t(xs), p)                                                 # [D, L]
        db = db + torch.sum(p, [0], True)                                                    # [1, L]
    return [loss, torch.cat([dk, db])]                                                       # [], [D+1, L]

# The inverse of the mean over classes of the objective's curvature by a class's own weights, and by its
# intercept. Classes differ, but along which features the objective is steep is much the same for all.
def over_curvature(self, x: Tensor, w: Tensor, strength: float, rows: int) -> List[Tensor]:  # -> [D, D], [1, 1]
    n = torch.size(x, 0)
    d = torch.size(x, 1)
    l = torch.size(w, 1)
    k = torch.slice(w, 0, 0, d)                                                              # [D, L]
    b = torch.slice(w, 0, d, d + 1)                                                          # [1, L]
    m = torch.matmul(torch.t(torch.slice(x, 0, 0, 0)), torch.slice(x, 0, 0, 0))              # [D, D], zeros
    all = torch.sum(torch.zeros_like(b), [1], True)                                          # [1, 1]
    for i in range((n + rows - 1) // rows):
        xs = torch.slice(x, 0, i * rows, (i + 1) * rows)                                     # [R, D]
        p = torch.softmax(torch.addmm(b, xs, k), 1)                                          # [R, L]
        h = (1. - torch.sum(p * p, [1], True)) / l                                           # [R, 1]
        m = torch.addmm(m, torch.t(xs), xs * h)                                              # [D, D]
        all = all + torch.sum(h, [0], True)                                                  # [1, 1]
    diagonal = torch.diagonal(m)                                                             # [D]
    ridge = torch.zeros_like(diagonal) + strength + 1e-12 * torch.mean(diagonal)             # [D]
    return [torch.inverse(m + torch.diag_embed(ridge)) * n, n / (all + 1e-10 * n)]

def times(self, matrix: Tensor, number: Tensor, v: Tensor) -> Tensor:                        # [D, D], [1, 1], [D+1, L]
    d = torch.size(matrix, 0)
    return torch.cat([torch.matmul(matrix, torch.slice(v, 0, 0, d)), number * torch.slice(v, 0, d, d + 1)])

# The most likely class of each example; of equally likely ones the first.
def classify(self, x: Tensor, w: Tensor) -> Tensor:                                          # [N, D], [D+1, L] -> [N]
    d = torch.size(x, 1)
    return torch.argmax(torch.addmm(torch.slice(w, 0, d, d + 1), x, torch.slice(w, 0, 0, d)), 1)

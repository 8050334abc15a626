# What training calls. N pairs in the batch, C in a chunk, E the embedding dimension. The encoders may
# compute in 16 bits; weights, embeddings, loss and gradients of weights are float32 in any case.

# The weights in the type that the encoders compute in; gradients flow back through the cast.
def typed(self, w: Dict[str, Tensor]) -> Dict[str, Tensor]:
    h = w
    if $TYPE != 6:
        h = self.cast(w, $TYPE)
    return h

# Embeddings of unit length. `statistics` as in the image tower.
def image_unit(self, pixels: Tensor, h: Dict[str, Tensor], statistics: int) -> Tensor:       # [N, 3, S, S] -> [N, E]
    return self.unit(torch.to(self.image(torch.to(pixels, h["visual.conv1.weight"]), h, statistics), 6))

def text_unit(self, ids: Tensor, h: Dict[str, Tensor]) -> Tensor:                            # [N, L] -> [N, E]
    return self.unit(torch.to(self.text(ids, h), 6))

# A step's gradients at once, for a batch whose activations fit in memory; returns the loss. `pull_image`
# and `pull_text`, [N, E] or [], are further gradients by the embeddings.
def gradients(self, pixels: Tensor, ids: Tensor, w: Dict[str, Tensor], groups: Tensor, share: Tensor, statistics: Tensor, pull_image: Tensor, pull_text: Tensor) -> Tensor:
    h = self.typed(w)
    i = self.image_unit(pixels, h, int(statistics))                                          # [N, E]
    t = self.text_unit(ids, h)                                                               # [N, E]
    loss = self.objective(torch.detach(i), torch.detach(t), w, groups, torch.size(i, 0))
    s = torch.sum(i * (loss[1] + pull_image)) + torch.sum(t * (loss[2] + pull_text)) + w["logit_scale"] * loss[3]         # []
    if torch.__contains__(w, "logit_bias"):
        s = s + w["logit_bias"] * loss[4]
    torch.backward(s * share)
    return loss[0]

# The loss and its gradients by images, texts, logit scale and, where weights have one, logit bias.
def objective(self, image: Tensor, text: Tensor, w: Dict[str, Tensor], groups: Tensor, r: int) -> List[Tensor]:
    scale = torch.detach(w["logit_scale"])                                                   # []
    if torch.__contains__(w, "logit_bias"):
        loss = self.pairwise(image, text, scale, torch.detach(w["logit_bias"]), groups, r)
    else:
        loss = self.contrastive(image, text, scale, groups, r)
    return loss

# The same in chunks, by gradient caching: embed every chunk without gradients, take the loss's
# gradients by the embeddings (loss), then embed each chunk again and push those into the weights.

# A chunk's embeddings, of unit length. `statistics` as in the image tower.
def embed(self, pixels: Tensor, ids: Tensor, w: Dict[str, Tensor], statistics: Tensor) -> List[Tensor]:
    h = self.typed(w)
    i = self.image_unit(pixels, h, int(statistics))                                          # [C, E]
    t = self.text_unit(ids, h)                                                               # [C, E]
    return [i, t]

# Adds a chunk's gradients to those of the weights, given the loss's gradients by its embeddings.
def embed_backward(self, pixels: Tensor, ids: Tensor, w: Dict[str, Tensor], d_image: Tensor, d_text: Tensor, statistics: Tensor) -> Tensor:
    h = self.typed(w)
    i = self.image_unit(pixels, h, int(statistics))                                          # [C, E]
    t = self.text_unit(ids, h)                                                               # [C, E]
    s = torch.sum(i * d_image) + torch.sum(t * d_text)                                       # []
    torch.backward(s)
    return torch.detach(s)

# Texts alone.
def text_embeddings(self, ids: Tensor, w: Dict[str, Tensor]) -> Tensor:                      # [N, L] -> [N, E]
    return self.text_unit(ids, self.typed(w))

# Adds the gradients of texts to those of the weights, given gradients by their embeddings.
def hold_texts(self, ids: Tensor, w: Dict[str, Tensor], d_text: Tensor) -> Tensor:
    s = torch.sum(self.text_unit(ids, self.typed(w)) * d_text)                               # []
    torch.backward(s)
    return torch.detach(s)

# Adds the gradients of the loss between terms and their meanings to those of the text encoder; the logit
# scale, and the logit bias where weights have one, stay the pictures'. Returns the loss.
# terms [T, L]; meanings [T, M]; groups [T] -> []
def word_gradients(self, terms: Tensor, meanings: Tensor, w: Dict[str, Tensor], groups: Tensor, share: Tensor) -> Tensor:
    h = self.typed(w)
    a = self.text_unit(terms, h)                                                             # [T, E]
    b = self.text_unit(meanings, h)                                                          # [T, E]
    loss = self.objective(torch.detach(a), torch.detach(b), w, groups, torch.size(a, 0))
    s = torch.sum(a * loss[1]) + torch.sum(b * loss[2])                                      # []
    torch.backward(s * share)
    return loss[0]

# Adds the loss's gradient by the logit scale or the logit bias to that array's gradient.
def number_backward(self, number: Tensor, d_number: Tensor) -> Tensor:
    s = number * d_number
    torch.backward(s)
    return torch.detach(s)

def loss(self, image: Tensor, text: Tensor, logit_scale: Tensor, groups: Tensor, rows: Tensor) -> List[Tensor]:
    return self.contrastive(image, text, logit_scale, groups, int(rows))

# The symmetric cross-entropy (paper, figure 3) and its gradients, in closed form and in blocks of R
# rows, so that the N x N similarities never exist at once. Pairs of one group are positives of each
# other: their targets share the probability evenly. With S = exp(logit_scale) I T', P its softmax
# along rows, Q along columns and Y the targets: dL/dS = (P + Q - 2Y) / 2N.
# image, text [N, E] of unit length; groups [N] -> loss [], d_image [N, E], d_text [N, E], d_scale []
def contrastive(self, image: Tensor, text: Tensor, logit_scale: Tensor, groups: Tensor, r: int) -> List[Tensor]:
    n = torch.size(image, 0)
    scale = torch.exp(logit_scale)                                                           # []
    across = torch.new_empty(image, [n])                                                     # [N]
    down = torch.new_full(image, [n], -1e30)                                                 # [N]
    for b in range((n + r - 1) // r):
        s = scale * torch.matmul(torch.slice(image, 0, b * r, (b + 1) * r), torch.t(text))   # [R, N]
        torch.copy_(torch.slice(across, 0, b * r, (b + 1) * r), torch.logsumexp(s, [1]))
        down = torch.logaddexp(down, torch.logsumexp(s, [0]))
    loss = torch.sum(across) + torch.sum(down)                                               # []
    d_image = torch.empty_like(image)                                                        # [N, E]
    d_text = torch.zeros_like(text)                                                          # [N, E]
    d_scale = torch.zeros_like(loss)                                                         # []
    for b in range((n + r - 1) // r):
        i = torch.slice(image, 0, b * r, (b + 1) * r)                                        # [R, E]
        s = scale * torch.matmul(i, torch.t(text))                                           # [R, N]
        same = torch.eq(torch.unsqueeze(torch.slice(groups, 0, b * r, (b + 1) * r), 1), groups)
        y = torch.to(same, s)                                                                # [R, N]
        y = y / torch.sum(y, [1], True)                                                      # [R, N]
        loss = loss - 2 * torch.sum(y * s)
        p = torch.exp(s - torch.unsqueeze(torch.slice(across, 0, b * r, (b + 1) * r), 1))    # [R, N]
        d = (p + torch.exp(s - down) - 2 * y) / (2 * n)                                      # [R, N]
        d_scale = d_scale + torch.sum(d * s)
        torch.copy_(torch.slice(d_image, 0, b * r, (b + 1) * r), scale * torch.matmul(d, text))
        d_text = d_text + scale * torch.matmul(torch.t(d), i)
    return [loss / (2 * n), d_image, d_text, d_scale]

def pairwise_loss(self, image: Tensor, text: Tensor, logit_scale: Tensor, logit_bias: Tensor, groups: Tensor, rows: Tensor) -> List[Tensor]:
    return self.pairwise(image, text, logit_scale, logit_bias, groups, int(rows))

# The pairwise sigmoid loss (Zhai et al. 2023, algorithm 1) and its gradients, in blocks likewise. With
# S = exp(logit_scale) I T', z = 1 within a group and -1 without: L = -sum log sigmoid(z (S + b)) / N,
# so dL/dS = -z sigmoid(-z (S + b)) / N.
# image, text [N, E] -> loss [], d_image [N, E], d_text [N, E], d_scale [], d_bias []
def pairwise(self, image: Tensor, text: Tensor, logit_scale: Tensor, logit_bias: Tensor, groups: Tensor, r: int) -> List[Tensor]:
    n = torch.size(image, 0)
    scale = torch.exp(logit_scale)                                                           # []
    loss = torch.zeros_like(scale)                                                           # []
    d_image = torch.empty_like(image)                                                        # [N, E]
    d_text = torch.zeros_like(text)                                                          # [N, E]
    d_scale = torch.zeros_like(scale)                                                        # []
    d_bias = torch.zeros_like(scale)                                                         # []
    for b in range((n + r - 1) // r):
        i = torch.slice(image, 0, b * r, (b + 1) * r)                                        # [R, E]
        s = scale * torch.matmul(i, torch.t(text))                                           # [R, N]
        same = torch.eq(torch.unsqueeze(torch.slice(groups, 0, b * r, (b + 1) * r), 1), groups)
        z = torch.to(same, s) * 2 - 1                                                        # [R, N]
        wrong = z * (s + logit_bias) * -1                                                    # [R, N]
        loss = loss + torch.sum(torch.softplus(wrong))
        d = z * torch.sigmoid(wrong) / (-1 * n)                                              # [R, N]
        d_scale = d_scale + torch.sum(d * s)
        d_bias = d_bias + torch.sum(d)
        torch.copy_(torch.slice(d_image, 0, b * r, (b + 1) * r), scale * torch.matmul(d, text))
        d_text = d_text + scale * torch.matmul(torch.t(d), i)
    return [loss / n, d_image, d_text, d_scale, d_bias]

# The bias with which sigmoid(S + b) of a pair is what the softmax along its row gives it, in the mean of
# the rows: b = -log of the sum of exp(S) over the pair's negatives.
def pairwise_bias(self, image: Tensor, text: Tensor, logit_scale: Tensor, groups: Tensor, rows: Tensor) -> Tensor:
    r = int(rows)
    n = torch.size(image, 0)
    sum = torch.zeros_like(logit_scale)                                                      # []
    for b in range((n + r - 1) // r):
        i = torch.slice(image, 0, b * r, (b + 1) * r)                                        # [R, E]
        s = torch.exp(logit_scale) * torch.matmul(i, torch.t(text))                          # [R, N]
        same = torch.eq(torch.unsqueeze(torch.slice(groups, 0, b * r, (b + 1) * r), 1), groups)
        negatives = torch.logsumexp(torch.masked_fill(s, same, -1000.), [1])                 # [R]
        sum = sum + torch.sum(negatives)
    return torch.clamp(sum / (-1 * n), -120., 120.)

# The length of the gradients of all weights together.
def gradient_norm(self, w: Dict[str, Tensor]) -> Tensor:
    squares: List[Tensor] = []
    for name in torch.keys(w):
        torch.append(squares, torch.sum(torch.square(w[name].grad)))
    return torch.sqrt(torch.sum(torch.stack(squares)))                                       # []

# One step of Adam with decoupled weight decay (Loshchilov and Hutter 2019), in place: weights w, first
# and second moments m and v; empties the gradients. `clip` multiplies the gradients first.
def adamw(self, w: Dict[str, Tensor], m: Dict[str, Tensor], v: Dict[str, Tensor], settings: Dict[str, Tensor]) -> Tensor:
    rate = float(settings["rate"])
    beta1 = float(settings["beta1"])
    beta2 = float(settings["beta2"])
    step = float(settings["step"])
    correction1 = 1. - beta1 ** step
    correction2 = 1. - beta2 ** step
    for name in torch.keys(w):
        x = w[name]
        g = x.grad * float(settings["clip"])
        torch.add_(torch.mul_(m[name], beta1), g, alpha=1. - beta1)
        torch.addcmul_(torch.mul_(v[name], beta2), g, g, value=1. - beta2)
        root = torch.sqrt(v[name] / correction2) + float(settings["epsilon"])
        torch.mul_(x, 1. - rate * float(settings["decay"]))
        torch.addcdiv_(x, m[name], root, value=-rate / correction1)
        torch.zero_(x.grad)
    return settings["step"]

# Moves the averaged weights a towards the weights w, in place.
def average(self, a: Dict[str, Tensor], w: Dict[str, Tensor], decay: Tensor) -> Tensor:
    for name in torch.keys(a):
        torch.lerp_(a[name], torch.to(w[name], a[name]), 1. - float(decay))
    return decay

# Keeps the logit scale between 1 and 100 (paper, section 2.5), in place.
def cap(self, logit_scale: Tensor) -> Tensor:
    return torch.clamp_(logit_scale, 0., 4.605170185988092)

# Levels 0 to 255 as pixels for the encoder. `channels` has mean and deviation, each [3].
def pixels(self, levels: Tensor, channels: Dict[str, Tensor]) -> Tensor:                     # [N, 3, S, S] -> [N, 3, S, S]
    mean = torch.view(channels["mean"], [3, 1, 1])                                           # [3, 1, 1]
    deviation = torch.view(channels["deviation"], [3, 1, 1])                                 # [3, 1, 1]
    return (torch.to(levels, mean) - mean) / deviation

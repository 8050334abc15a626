# Predicting the caption out of the picture: what the paper held the contrastive objective against (section
# 2.3, figure 2). N pictures with features of E numbers, texts of L positions, D channels, V words (tokens).

# Adds the gradients of `share` times the summed losses of C pairs to those of the weights; gives the sum.
def caption_gradients(self, pixels: Tensor, ids: Tensor, w: Dict[str, Tensor], share: Tensor, statistics: Tensor) -> Tensor:
    h = self.typed(w)
    f = torch.to(self.image(torch.to(pixels, h["visual.conv1.weight"]), h, int(statistics)), 6)  # [C, E]
    if torch.__contains__(w, "caption.prefix"):
        told = self.language(f, ids, h)                                                      # [C]
    else:
        bag = self.bag(ids, torch.size(w["caption.words.weight"], 0))                        # [C, V]
        told = torch.sum(self.words(f, h) * bag, [1]) / torch.clamp(torch.sum(bag, [1]), 1.)     # [C]
    s = torch.sum(told) * -1                                                                 # []
    torch.backward(s * share)
    return torch.detach(s)

# A bag of words (after Joulin et al. 2016): one softmax over all words, whose target shares the probability
# evenly between the distinct words of the caption.
def words(self, f: Tensor, w: Dict[str, Tensor]) -> Tensor:                                  # [N, E] -> [N, V]
    y = torch.linear(f, torch.to(w["caption.words.weight"], 6), torch.to(w["caption.words.bias"], 6))
    return torch.log_softmax(y, 1)

# 1 for each word that a text has between its start and its end token, else 0.
def bag(self, ids: Tensor, words: int) -> Tensor:                                            # [N, L] -> [N, V]
    n = torch.size(ids, 0)
    l = torch.size(ids, 1)
    place = torch.arange(l, dtype=4, device=ops.prim.device(ids))                            # [L]
    inside = torch.__and__(torch.ge(place, 1), torch.lt(place, torch.view(self.end(ids), [n, 1])))   # [N, L]
    none = torch.zeros([n, words], dtype=6, device=ops.prim.device(ids))                     # [N, V]
    return torch.scatter_reduce(none, 1, ids, torch.to(inside, 6), "amax")

# The log-probability of the words of K texts, by each of N pictures.
def bag_scores(self, f: Tensor, ids: Tensor, w: Dict[str, Tensor]) -> Tensor:                # [N, E], [K, L] -> [N, K]
    bag = self.bag(ids, torch.size(w["caption.words.weight"], 0))                            # [K, V]
    return torch.matmul(self.words(f, w), torch.t(bag))

# A language model (as VirTex, Desai and Johnson 2021, but forwards alone, and with the picture as a prefix
# instead of cross-attention): the text encoder's own blocks continue a text whose start token is the picture.
# The log-likelihood of each text, its end token included.
def language(self, f: Tensor, ids: Tensor, w: Dict[str, Tensor]) -> Tensor:                  # [N, E], [N, L] -> [N]
    n = torch.size(ids, 0)
    l = torch.size(ids, 1)
    table = w["token_embedding.weight"]                                                      # [V, D]
    x = torch.embedding(table, ids)                                                          # [N, L, D]
    first = torch.unsqueeze(torch.matmul(f, torch.to(w["caption.prefix"], 6)), 1)            # [N, 1, D]
    x = torch.cat([torch.to(first, x), torch.slice(x, 1, 1, l)], 1) + torch.slice(w["positional_embedding"], 0, 0, l)
    for i in range($LAYERS):
        x = self.block(x, w, "transformer.resblocks." + str(i) + ".", $HEADS, True, $ACT, $EPSILON)
    x = torch.layer_norm(torch.slice(x, 1, 0, l - 1), [$WIDTH], w["ln_final.weight"], w["ln_final.bias"], $EPSILON)
    p = torch.log_softmax(torch.to(torch.matmul(x, torch.t(table)), 6), 2)                   # [N, L-1, V]
    next = torch.unsqueeze(torch.slice(ids, 1, 1, l), 2)                                     # [N, L-1, 1]
    place = torch.arange(1, l, dtype=4, device=ops.prim.device(ids))                         # [L-1]
    told = torch.to(torch.le(place, torch.view(self.end(ids), [n, 1])), 6)                   # [N, L-1]
    return torch.sum(torch.squeeze(torch.gather(p, 2, next), 2) * told, [1])

# The log-likelihood of K texts, by one picture.
def language_scores(self, f: Tensor, ids: Tensor, w: Dict[str, Tensor]) -> Tensor:           # [1, E], [K, L] -> [1, K]
    return torch.unsqueeze(self.language(torch.expand(f, [torch.size(ids, 0), torch.size(f, 1)]), ids, w), 0)

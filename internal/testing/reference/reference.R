# Writes the reference results of R below testdata: for each case the rows, the training file, and the tables that
# `modelowner export --format tidy` is compared with. Run it in this folder: Rscript reference.R
#
# Estimates are those at convergence (R's own tolerances leave standard errors right to five digits). Declared ranges are
# powers of two wide where the columns are whole numbers, so that rows are encoded exactly.
suppressMessages({library(MASS); library(nnet)})
options(digits = 17, scipen = 0)
full <- function(x) ifelse(is.na(x), "", trimws(formatC(x, digits = 17, format = "g")))
quoted <- function(x) ifelse(grepl("^[^\"].*,", x), paste0('"', x, '"'), x) # a term with a comma
write <- function(name, rows, file, coefficients, fit) {
  dir <- file.path("testdata", name)
  dir.create(dir, showWarnings = FALSE, recursive = TRUE)
  write.csv(rows, file.path(dir, "rows.csv"), row.names = FALSE, quote = FALSE)
  writeLines(file, file.path(dir, "model.json"))
  for (column in names(coefficients)) if (is.numeric(coefficients[[column]])) coefficients[[column]] <- full(coefficients[[column]])
  if (!is.null(coefficients$term)) coefficients$term <- quoted(coefficients$term)
  write.csv(coefficients, file.path(dir, "coefficients.csv"), row.names = FALSE, quote = FALSE)
  write.csv(data.frame(statistic = names(fit), value = full(unlist(fit))), file.path(dir, "fit.csv"), row.names = FALSE, quote = FALSE)
}
number <- function(name, type, min, max, more = "") sprintf('{"name": "%s", "type": "%s", "min": %s, "max": %s%s}', name, type, min, max, more)
levelled <- function(name, levels, type = "nominal") sprintf('{"name": "%s", "type": "%s", "levels": [%s]}', name, type, paste0('"', levels, '"', collapse = ", "))
training <- function(model, features, target, more = "") sprintf('{\n  "model": %s,%s\n  "features": [\n    %s\n  ],\n  "target": %s\n}', model, more, paste(features, collapse = ",\n    "), target)
# terms renames R's terms to ours: a factor's level stands after "=".
terms <- function(names, factors) {
  for (f in factors) names <- gsub(paste0("(^|:)", f, "(?=[^:=])"), paste0("\\1", f, "="), names, perl = TRUE)
  names
}

bw <- transform(birthwt, race = c("white", "black", "other")[race], smoke = c("no", "yes")[smoke + 1], ht = c("no", "yes")[ht + 1], ui = c("no", "yes")[ui + 1],
  low = c("no", "yes")[low + 1])[c("low", "age", "lwt", "race", "smoke", "ht", "ui", "ptl", "bwt")]
bw$race <- factor(bw$race, c("white", "black", "other"))
bwFeatures <- c(number("age", "discrete", 14, 46), number("lwt", "discrete", 80, 336), levelled("race", c("white", "black", "other")),
  levelled("smoke", c("no", "yes")), levelled("ht", c("no", "yes")), levelled("ui", c("no", "yes")))

m <- lm(bwt ~ age + lwt + race + smoke + ht + ui, bw)
s <- summary(m); ci <- confint(m)
write("lm-birthwt", bw, training('{"kind": "linear_regression", "method": "one_round"}', bwFeatures, number("bwt", "discrete", 0, 8192)),
  data.frame(term = terms(names(coef(m)), c("race", "smoke", "ht", "ui")), estimate = coef(m), std_error = s$coef[, 2], statistic = s$coef[, 3], p_value = s$coef[, 4],
    conf_low = ci[, 1], conf_high = ci[, 2]),
  list(r_squared = s$r.squared, adj_r_squared = s$adj.r.squared, sigma = s$sigma, statistic = s$fstatistic[[1]],
    p_value = pf(s$fstatistic[[1]], s$fstatistic[[2]], s$fstatistic[[3]], lower.tail = FALSE), df = s$fstatistic[[2]], log_lik = logLik(m), aic = AIC(m), bic = BIC(m),
    deviance = deviance(m), null_deviance = sum((bw$bwt - mean(bw$bwt))^2), df_residual = df.residual(m), nobs = nobs(m)))

# Generalised linear models. wald are the columns that every table has.
control <- glm.control(epsilon = 1e-300, maxit = 100) # to the end: Fisher scoring converges slowly with some links
options(warn = -1)
wald <- function(names, estimate, error, df = Inf) data.frame(term = names, estimate = estimate, std_error = error, statistic = estimate / error,
  p_value = 2 * pt(-abs(estimate / error), df), conf_low = estimate - qt(0.975, df) * error, conf_high = estimate + qt(0.975, df) * error)
glmFit <- function(m) {
  out <- list(log_lik = logLik(m), aic = AIC(m), bic = BIC(m), deviance = deviance(m), null_deviance = m$null.deviance, df_residual = df.residual(m))
  if (m$family$family == "Gamma") out$dispersion <- summary(m)$dispersion
  if (!is.null(m$theta)) out <- c(out, list(theta = m$theta, theta_std_error = m$SE.theta))
  c(out, nobs = nobs(m))
}
# polish goes on with Fisher's scoring, which glm ends when the deviance stands still: half of the digits may be missing.
polish <- function(m) {
  x <- model.matrix(m); b <- coef(m); offset <- if (is.null(m$offset)) 0 else m$offset
  for (i in 1:100) {
    eta <- as.vector(x %*% b) + offset; mu <- m$family$linkinv(eta); d <- m$family$mu.eta(eta); v <- m$family$variance(mu)
    b <- b + solve(crossprod(x * sqrt(m$prior.weights * d^2 / v)), crossprod(x, m$prior.weights * (m$y - mu) * d / v))[, 1]
  }
  m$coefficients <- b
  m
}
vcovAt <- function(m) { # Fisher's information at the estimates
  x <- model.matrix(m); eta <- as.vector(x %*% coef(m)) + if (is.null(m$offset)) 0 else m$offset
  mu <- m$family$linkinv(eta); w <- m$prior.weights * m$family$mu.eta(eta)^2 / m$family$variance(mu)
  phi <- if (m$family$family == "Gamma") sum(m$prior.weights * (m$y - mu)^2 / mu^2) / m$df.residual else 1
  phi * solve(crossprod(x * sqrt(w)))
}
glmCase <- function(name, m, rows, factors, file) {
  m <- polish(m)
  df <- if (m$family$family == "Gamma") df.residual(m) else Inf
  write(name, rows, file, wald(terms(names(coef(m)), factors), coef(m), sqrt(diag(vcovAt(m))), df), glmFit(m))
}
newton <- function(kind, more = "") sprintf('{"kind": "%s", "weights": "shared"%s}', kind, more)
circle <- '\n  "circle": true,'

bwFactors <- c("race", "smoke", "ht", "ui")
low <- levelled("low", c("no", "yes"))
bw$low <- factor(bw$low)
m <- glm(low ~ age + lwt + race + smoke + ht + ui, binomial(), bw, control = control)
glmCase("glm-birthwt", m, bw, bwFactors, training(newton("logistic_regression"), bwFeatures, low, circle))
m <- glm(low ~ age + lwt + race + smoke + ht + ui, binomial("probit"), bw, control = control)
glmCase("glm-birthwt-probit", m, bw, bwFactors, training(newton("logistic_regression", ', "link": "probit"'), bwFeatures, low, circle))
m <- glm(low ~ age + lwt + race + smoke + ht + ui, binomial("cloglog"), bw, control = control)
glmCase("glm-birthwt-cloglog", m, bw, bwFactors, training(newton("logistic_regression", ', "link": "cloglog"'), bwFeatures, low, circle))

inf <- transform(infert, case = c("no", "yes")[case + 1])[c("case", "age", "parity", "induced", "spontaneous")]
m <- glm(factor(case) ~ age + parity + induced + spontaneous, binomial(), inf, control = control)
glmCase("glm-infert", m, inf, c(), training(newton("logistic_regression"), c(number("age", "discrete", 16, 48), number("parity", "discrete", 0, 8),
  number("induced", "discrete", 0, 2), number("spontaneous", "discrete", 0, 2)), levelled("case", c("no", "yes")), circle))

q <- quine
qFeatures <- c(levelled("Eth", levels(q$Eth)), levelled("Sex", levels(q$Sex)), levelled("Age", levels(q$Age)), levelled("Lrn", levels(q$Lrn)))
qFactors <- c("Eth", "Sex", "Age", "Lrn")
days <- number("Days", "discrete", 0, 128)
m <- glm(Days ~ Eth + Sex + Age + Lrn, poisson(), q, control = control)
glmCase("glm-quine-poisson", m, q, qFactors, training(newton("poisson_regression"), qFeatures, days, circle))
m <- glm(Days ~ Eth + Sex + Age + Lrn, poisson("sqrt"), q, control = control)
glmCase("glm-quine-sqrt", m, q, qFactors, training(newton("poisson_regression", ', "link": "sqrt"'), qFeatures, days, circle))
# glm.nb stops early: alternate to the joint maximum.
nb <- function(formula, data) {
  m <- glm.nb(formula, data, control = control)
  for (i in 1:200) {
    theta <- theta.ml(m$y, fitted(m), limit = 1000, eps = 1e-15)
    m <- glm(formula, negative.binomial(as.vector(theta)), data, control = control, start = coef(m), mustart = NULL)
  }
  m$theta <- as.vector(theta); m$SE.theta <- attr(theta, "SE"); m
}
nbFit <- function(m) {
  p <- length(coef(m)) + 1; ll <- sum(dnbinom(m$y, mu = fitted(m), size = m$theta, log = TRUE)); n <- length(m$y)
  list(log_lik = ll, aic = -2 * ll + 2 * p, bic = -2 * ll + log(n) * p, deviance = deviance(m), null_deviance = m$null.deviance, df_residual = df.residual(m),
    theta = m$theta, theta_std_error = m$SE.theta, nobs = n)
}
m <- nb(Days ~ Eth + Sex + Age + Lrn, q)
write("nb-quine", q, training(newton("negative_binomial_regression"), qFeatures, days, circle),
  wald(terms(names(coef(m)), qFactors), coef(m), sqrt(diag(vcovAt(m)))), nbFit(m))

# Lasso and elastic net: glmnet's solution at a penalty, then Newton's method on the columns that it keeps, with their signs, to the last digit.
# Columns are standardised with denominator n, and the others meet the condition of a minimum.
suppressMessages(library(glmnet))
lassoCase <- function(name, formula, family, rows, factors, lambda, alpha, kind, features, target, ll, more = "") {
  x <- model.matrix(formula, rows); y <- model.response(model.frame(formula, rows)); n <- nrow(x)
  g <- glmnet(x[, -1], y, family, alpha = alpha, lambda = lambda, thresh = 1e-14, maxit = 1e7)
  b0 <- c(g$a0, as.vector(g$beta)); b <- b0; if (is.factor(y)) y <- as.integer(y) - 1
  sd <- c(0, sqrt(colMeans(sweep(x, 2, colMeans(x))^2))[-1]); in. <- b != 0 | sd == 0; link <- get(family)()
  score <- function(b) as.vector(t(x) %*% (y - link$linkinv(as.vector(x %*% b)))) / n - lambda * (1 - alpha) * sd^2 * b
  for (i in 1:50) {
    w <- link$mu.eta(as.vector(x %*% b))
    h <- crossprod(x * sqrt(w)) / n + diag(lambda * (1 - alpha) * sd^2)
    b[in.] <- b[in.] + solve(h[in., in.], (score(b) - lambda * alpha * sd * sign(b))[in.])
  }
  stopifnot(all.equal(b, b0, tolerance = 1e-6), sign(b) == sign(b0), abs(score(b)) <= lambda * alpha * sd + 1e-12)
  mu <- link$linkinv(as.vector(x %*% b)); k <- sum(b != 0); dev <- sum(link$dev.resids(y, mu, 1)); l <- ll(y, mu)
  write(name, rows, training(sprintf('{"kind": "%s", "weights": "shared", "l1": %s%s}', kind, full(lambda * alpha), if (alpha < 1) sprintf(', "l2": %s', full(lambda * (1 - alpha))) else ""),
    features, target, paste0(circle, more)), data.frame(term = terms(colnames(x), factors), estimate = b, std_error = NA_real_, statistic = NA_real_, p_value = NA_real_, conf_low = NA_real_, conf_high = NA_real_),
    list(log_lik = l, aic = 2 * k - 2 * l, bic = log(n) * k - 2 * l, deviance = dev, null_deviance = sum(link$dev.resids(y, rep(mean(y), n), 1)), df_residual = n - k, nobs = n))
}
lassoCase("lasso-birthwt", low ~ age + lwt + race + smoke + ht + ui, "binomial", bw, bwFactors, 0.0625, 1, "logistic_regression", bwFeatures, low, function(y, mu) sum(dbinom(y, 1, mu, log = TRUE)))
lassoCase("elastic-net-quine", Days ~ Eth * Sex * Age + Lrn, "poisson", q, qFactors, 1, 0.75, "poisson_regression", qFeatures, days, function(y, mu) sum(dpois(y, mu, log = TRUE)),
  '\n  "formula": "Days ~ Eth*Sex*Age + Lrn",')

wb <- warpbreaks
m <- glm(breaks ~ wool + tension, poisson(), wb, control = control)
wbFeatures <- c(levelled("wool", levels(wb$wool)), levelled("tension", levels(wb$tension)))
glmCase("glm-warpbreaks", m, wb, c("wool", "tension"), training(newton("poisson_regression"), wbFeatures, number("breaks", "discrete", 0, 128), circle))
m <- glm(breaks ~ wool + tension, poisson("identity"), wb, control = control)
glmCase("glm-warpbreaks-identity", m, wb, c("wool", "tension"), training(newton("poisson_regression", ', "link": "identity"'), wbFeatures, number("breaks", "discrete", 0, 128), circle))
for (link in c("log", "inverse", "identity")) {
  m <- glm(breaks ~ wool + tension, Gamma(link), wb, control = control)
  glmCase(paste0("gamma-warpbreaks-", link), m, wb, c("wool", "tension"),
    training(newton("gamma_regression", if (link == "log") "" else sprintf(', "link": "%s"', link)), wbFeatures, number("breaks", "discrete", 8, 72), circle))
}

# Least squares by Newton's rounds.
m <- lm(bwt ~ age + lwt + race + smoke + ht + ui, bw); s <- summary(m)
write("lm-birthwt-newton", bw, training('{"kind": "linear_regression", "weights": "shared"}', bwFeatures, number("bwt", "discrete", 0, 8192), circle),
  wald(terms(names(coef(m)), bwFactors), coef(m), s$coef[, 2], df.residual(m)),
  list(r_squared = s$r.squared, adj_r_squared = s$adj.r.squared, sigma = s$sigma, statistic = s$fstatistic[[1]],
    p_value = pf(s$fstatistic[[1]], s$fstatistic[[2]], s$fstatistic[[3]], lower.tail = FALSE), df = s$fstatistic[[2]], log_lik = logLik(m), aic = AIC(m), bic = BIC(m),
    deviance = deviance(m), null_deviance = sum((bw$bwt - mean(bw$bwt))^2), df_residual = df.residual(m), nobs = nobs(m)))

# Levels: nnet's and MASS's optimisers stop early, so Newton's method goes on with their log likelihood. Second derivatives
# are differences of the gradient.
maximise <- function(b, gradient) {
  hessian <- function(b) {
    h <- sapply(seq_along(b), function(j) { e <- replace(0 * b, j, 1e-4 * max(1, abs(b[j]))); (8 * (gradient(b + e) - gradient(b - e)) - (gradient(b + 2 * e) - gradient(b - 2 * e))) / (12 * e[j]) })
    (h + t(h)) / 2
  }
  for (i in 1:40) b <- b - solve(hessian(b), gradient(b))
  list(b = b, v = solve(-hessian(b)))
}
house <- housing[rep(seq_len(nrow(housing)), housing$Freq), c("Sat", "Infl", "Type", "Cont")]
houseFeatures <- c(levelled("Infl", levels(house$Infl)), levelled("Type", levels(house$Type)), levelled("Cont", levels(house$Cont)))
x <- model.matrix(~ Infl + Type + Cont, house); y <- as.integer(house$Sat); names <- terms(colnames(x), c("Infl", "Type", "Cont"))
levelFit <- function(ll, p) list(log_lik = ll, aic = -2 * ll + 2 * p, bic = -2 * ll + log(length(y)) * p, deviance = -2 * ll, null_deviance = -2 * sum(log(table(y)[y] / length(y))),
  df_residual = length(y) - p, nobs = length(y))
softmax <- function(b) { e <- exp(cbind(0, x %*% matrix(b, ncol(x)))); e / rowSums(e) }
f <- maximise(rep(0, 2 * ncol(x)), function(b) as.vector(t(x) %*% ((outer(y, 1:3, "==") - softmax(b))[, 2:3])))
write("multinom-housing", house, training(newton("softmax_regression"), houseFeatures, levelled("Sat", levels(house$Sat)), circle),
  cbind(outcome = rep(levels(house$Sat)[2:3], each = ncol(x)), wald(rep(names, 2), f$b, sqrt(diag(f$v)))), levelFit(sum(log(softmax(f$b)[cbind(seq_along(y), y)])), length(f$b)))
polrTerms <- function(b) { eta <- as.vector(x[, -1] %*% b[-(1:2)]); z <- c(-Inf, b[1:2], Inf); list(a = plogis(z[y + 1] - eta), b = plogis(z[y] - eta)) }
polrGradient <- function(b) {
  p <- polrTerms(b); fa <- p$a * (1 - p$a); fb <- p$b * (1 - p$b); d <- p$a - p$b
  c(sum((fa / d)[y == 1]) - sum((fb / d)[y == 2]), sum((fa / d)[y == 2]) - sum((fb / d)[y == 3]), -colSums(x[, -1] * (fa - fb) / d))
}
m <- polr(Sat ~ Infl + Type + Cont, data = house, Hess = TRUE)
f <- maximise(c(m$zeta, coef(m)), polrGradient)
stopifnot(all.equal(as.vector(f$b), as.vector(c(m$zeta, coef(m))), tolerance = 1e-3))
order <- c(3:length(f$b), 1:2); p <- polrTerms(f$b)
write("polr-housing", house, training(newton("proportional_odds"), houseFeatures, levelled("Sat", levels(house$Sat), "ordinal"), circle),
  wald(c(names[-1], paste(levels(house$Sat)[1:2], levels(house$Sat)[2:3], sep = "|")), f$b[order], sqrt(diag(f$v))[order]), levelFit(sum(log(p$a - p$b)), length(f$b)))

# Sandwiches by hand: scores are rows of e·x, owners have every fifth row.
sandwich <- function(m, cluster = NULL) {
  x <- model.matrix(m); mu <- m$family$linkinv(as.vector(x %*% coef(m))); u <- x * m$prior.weights * (m$y - mu) * m$family$mu.eta(m$family$linkfun(mu)) / m$family$variance(mu)
  w <- m$prior.weights * m$family$mu.eta(m$family$linkfun(mu))^2 / m$family$variance(mu)
  bread <- solve(crossprod(x * sqrt(w))); factor <- 1
  if (!is.null(cluster)) { u <- rowsum(u, cluster); factor <- nrow(u) / (nrow(u) - 1) }
  bread %*% crossprod(u) %*% bread * factor
}
for (errors in c("robust", "cluster")) {
  m <- polish(glm(Days ~ Eth + Sex + Age + Lrn, poisson(), q, control = control))
  v <- sandwich(m, if (errors == "cluster") rep_len(1:5, nrow(q)))
  write(paste0("glm-quine-", errors), q, training(newton("poisson_regression"), qFeatures, days, paste0(circle, sprintf('\n  "inference": {"errors": "%s"},', errors))),
    wald(terms(names(coef(m)), qFactors), coef(m), sqrt(diag(v))), glmFit(m))
}
# Descriptions. A column with more than 256 values is counted in 256 parts of its range, in which values lie evenly.
suppressMessages(library(survival))
binned <- function(x, p, low, high, bins = 256) {
  edges <- seq(low, high, length.out = bins + 1)
  n <- hist(x, edges, plot = FALSE)$counts
  below <- c(0, cumsum(n))
  at <- which(below[-1] >= p * sum(n) & n > 0)[1]
  edges[at] + (p * sum(n) - below[at]) / n[at] * (edges[at + 1] - edges[at])
}
describe <- function(name, rows, file, group, wide, curves) {
  labels <- c("", paste0(group, "=", levels(rows[[group]])))
  parts <- c(list(rows), split(rows, rows[[group]]))
  out <- list(); add <- function(variable, level, label, statistic, value) out[[length(out) + 1]] <<- data.frame(variable, level, group = label, statistic, value = full(value))
  for (i in seq_along(parts)) add("", "", labels[i], "n", nrow(parts[[i]]))
  columns <- setdiff(names(rows), c("time", "event"))
  for (v in columns) for (i in seq_along(parts)) {
    if (v == group && i > 1) next
    x <- parts[[i]][[v]]; present <- x[!is.na(x)]
    add(v, "", labels[i], "n", length(present)); add(v, "", labels[i], "missing", sum(is.na(x)))
    if (is.factor(x)) for (l in levels(x)) { add(v, l, labels[i], "count", sum(present == l)); add(v, l, labels[i], "share", mean(present == l)) }
    else {
      add(v, "", labels[i], "mean", mean(present)); add(v, "", labels[i], "sd", sd(present))
      for (q in c("q25", "median", "q75")) {
        p <- c(q25 = 0.25, median = 0.5, q75 = 0.75)[[q]]
        add(v, "", labels[i], q, if (v %in% names(wide)) binned(present, p, wide[[v]][1], wide[[v]][2]) else quantile(present, p, type = 7))
      }
    }
  }
  tests <- list(); test <- function(variable, name, statistic, df, df2, p) tests[[length(tests) + 1]] <<- data.frame(variable, group, test = name, statistic = full(statistic), df = full(df), df2 = full(df2), p_value = full(p))
  g <- rows[[group]]
  for (v in setdiff(columns, group)) {
    x <- rows[[v]]
    if (is.factor(x)) { t <- suppressWarnings(chisq.test(table(x, g), correct = FALSE)); test(v, "chi_squared", t$statistic, t$parameter, NA, t$p.value); next }
    if (nlevels(g) == 2) {
      t <- t.test(x ~ g); test(v, "welch", t$statistic, t$parameter, NA, t$p.value)
      t <- t.test(x ~ g, var.equal = TRUE); test(v, "t", t$statistic, t$parameter, NA, t$p.value)
    }
    a <- anova(lm(x ~ g)); test(v, "anova", a$F[1], a$Df[1], a$Df[2], a$P[1])
  }
  binnedTime <- ceiling(rows$time / curves$grid) * curves$grid
  d <- survdiff(Surv(binnedTime, rows$event == curves$level) ~ g)
  test("time", "log_rank", d$chisq, length(d$n) - 1, NA, pchisq(d$chisq, length(d$n) - 1, lower.tail = FALSE))
  km <- NULL
  for (i in seq_along(parts)) {
    p <- parts[[i]]; time <- ceiling(p$time / curves$grid) * curves$grid
    s <- summary(survfit(Surv(time, p$event == curves$level) ~ 1), times = seq(curves$grid, max(time), curves$grid))
    events <- diff(c(0, cumsum(s$n.event)))
    km <- rbind(km, data.frame(group = labels[i], time = s$time, at_risk = s$n.risk, events, survival = full(s$surv), conf_low = full(s$lower), conf_high = full(s$upper)))
  }
  numbers <- columns[sapply(rows[columns], is.numeric)]
  r <- cor(rows[numbers], use = "pairwise.complete.obs")
  correlation <- data.frame(variable = rep(numbers, each = length(numbers)), other = rep(numbers, length(numbers)), value = full(as.vector(t(r))))
  dir <- file.path("testdata", name); dir.create(dir, showWarnings = FALSE, recursive = TRUE)
  put <- function(x, file) write.csv(x, file.path(dir, file), row.names = FALSE, quote = FALSE, na = "")
  put(rows, "rows.csv"); put(do.call(rbind, out), "summary.csv"); put(do.call(rbind, tests), "tests.csv"); put(correlation, "correlation.csv"); put(km, "survival.csv")
  writeLines(file, file.path(dir, "model.json"))
}
description <- function(group, features, survival) sprintf('{\n  "model": {"kind": "describe", "group": "%s"},\n  "features": [\n    %s\n  ],\n  "survival": %s\n}', group, paste(features, collapse = ",\n    "), survival)
times <- function(max, level, grid, more = "") sprintf('{"time": "time", "time_max": %s, "event": "event", "event_level": %s, "grid": %s%s}', max, level, grid, more)

lg <- with(lung, data.frame(sex = factor(c("male", "female")[sex], c("male", "female")), age, ecog = factor(ph.ecog), karno = ph.karno, meal = meal.cal, loss = wt.loss, time, event = status))
describe("describe-lung", lg, description("sex", c(levelled("sex", levels(lg$sex)), number("age", "discrete", 30, 94), levelled("ecog", 0:3, "ordinal"),
  number("karno", "discrete", 0, 128), number("meal", "continuous", 0, 4096), number("loss", "discrete", -28, 100)), times(1100, 2, 30)), "sex", list(meal = c(0, 4096)), list(grid = 30, level = 2))

vt <- with(veteran, data.frame(cell = celltype, trt = factor(trt), karno, diagtime, age, prior = factor(c("no", "yes")[(prior > 0) + 1]), time, event = c("alive", "died")[status + 1]))
describe("describe-veteran", vt, description("cell", c(levelled("cell", levels(vt$cell)), levelled("trt", 1:2), number("karno", "discrete", 0, 128),
  number("diagtime", "discrete", 0, 128), number("age", "discrete", 20, 84), levelled("prior", c("no", "yes"))), times(1000, '"died"', 20)), "cell", list(), list(grid = 20, level = "died"))

# Cox's regression with a stratum for each of five data owners, to whom rows are dealt one after the other.
# With a grid all rows are compared with each other, at times rounded up to it.
harrell <- function(fit) list(concordance = fit$concordance[[1]], concordance_std_error = sqrt(fit$var[[1]]))
byBins <- function(x, b) { # log hazards about the mean row, which is weighted by hazards, in bins of 1/8
  s <- as.vector(x %*% b); s <- s - sum(colSums(x * exp(s)) / sum(exp(s)) * b)
  stopifnot(min(abs(s * 8 - round(s * 8))) > 1e-5)
  pmin(31, pmax(-32, floor(s * 8)))
}
cox <- function(name, rows, formula, ties, file, factors, grid = 0) {
  rows <- na.omit(rows); written <- rows
  if (grid == 0) { rows$owner <- (seq_len(nrow(rows)) - 1) %% 5; formula <- update(formula, . ~ . + strata(owner)) } else rows$time <- pmax(1, ceiling(rows$time / grid)) * grid
  environment(formula) <- environment()
  m <- suppressWarnings(coxph(formula, rows, ties = ties, control = coxph.control(eps = 1e-15, iter.max = 60, toler.chol = 1e-14)))
  s <- summary(m); ci <- confint(m); lr <- 2 * diff(m$loglik); z <- cox.zph(m, transform = "identity")$table
  if (grid > 0) rows$score <- byBins(model.matrix(m), coef(m))
  pairs <- harrell(if (grid == 0) concordance(m) else concordance(update(formula, . ~ score), rows, reverse = TRUE))
  write(name, written, file,
    data.frame(term = terms(names(coef(m)), factors), estimate = coef(m), std_error = s$coef[, "se(coef)"], statistic = s$coef[, "z"], p_value = s$coef[, "Pr(>|z|)"],
      conf_low = ci[, 1], conf_high = ci[, 2]),
    c(list(statistic = lr, p_value = pchisq(lr, length(coef(m)), lower.tail = FALSE), df = length(coef(m)), log_lik = m$loglik[2], aic = AIC(m), bic = BIC(m)), pairs, list(nobs = m$n, events = m$nevent)))
  write.csv(data.frame(variable = rownames(z), group = "", test = "schoenfeld", statistic = full(z[, "chisq"]), df = full(z[, "df"]), df2 = "", p_value = full(z[, "p"])),
    file.path("testdata", name, "tests.csv"), row.names = FALSE, quote = FALSE)
}
hazards <- function(ties, features, survival) sprintf('{\n  "model": {"kind": "cox_regression"},\n  "circle": true,\n  "features": [\n    %s\n  ],\n  "survival": %s\n}', paste(features, collapse = ",\n    "), sub("}$", sprintf(', "ties": "%s"}', ties), survival))
event <- function(max, level) sprintf('{"time": "time", "time_max": %s, "event": "event", "event_level": %s}', max, level)

cox("cox-lung", lg[c("sex", "age", "karno", "loss", "time", "event")], Surv(time, event == 2) ~ sex + age + karno + loss, "efron",
  hazards("efron", c(levelled("sex", levels(lg$sex)), number("age", "discrete", 30, 94), number("karno", "discrete", 0, 128), number("loss", "discrete", -28, 100)), event(1024, 2)), "sex")
cox("cox-veteran", vt, Surv(time, event == "died") ~ cell + trt + karno + diagtime + age + prior, "breslow",
  hazards("breslow", c(levelled("cell", levels(vt$cell)), levelled("trt", 1:2), number("karno", "discrete", 0, 128), number("diagtime", "discrete", 0, 128),
    number("age", "discrete", 20, 84), levelled("prior", c("no", "yes"))), event(1024, '"died"')), c("cell", "trt", "prior"))
cn <- with(subset(colon, etype == 2), data.frame(rx = factor(rx), sex = factor(c("female", "male")[sex + 1]), age, obstruct = factor(c("no", "yes")[obstruct + 1]), nodes, differ = factor(differ), time, event = status))
cox("cox-colon", cn, Surv(time, event == 1) ~ rx + sex + age + obstruct + nodes + differ, "efron",
  hazards("efron", c(levelled("rx", levels(cn$rx)), levelled("sex", levels(cn$sex)), number("age", "discrete", 0, 128), levelled("obstruct", c("no", "yes")), number("nodes", "discrete", 0, 64),
    levelled("differ", 1:3)), event(4096, 1)), c("rx", "sex", "obstruct", "differ"))

# Cox's regression of all rows together, on a grid of times.
pooled <- function(grid, file) sub('"ties"', sprintf('"strata": "none", "grid": %d, "ties"', grid), file)
lungFeatures <- c(levelled("sex", levels(lg$sex)), number("age", "discrete", 30, 94), number("karno", "discrete", 0, 128))
cox("cox-lung-grid", lg[c("sex", "age", "karno", "time", "event")], Surv(time, event == 2) ~ sex + age + karno, "efron",
  pooled(64, hazards("efron", lungFeatures, event(1024, 2))), "sex", 64)
cox("cox-veteran-grid", vt[c("cell", "trt", "karno", "time", "event")], Surv(time, event == "died") ~ cell + trt + karno, "breslow",
  pooled(30, hazards("breslow", c(levelled("cell", levels(vt$cell)), levelled("trt", 1:2), number("karno", "discrete", 0, 128)), event(1024, '"died"'))), c("cell", "trt"), 30)

# Piecewise exponential regression: Poisson's of events on rows that are split at the edges of bins, with the log of the exposure.
piecewise <- function(name, rows, formula, file, factors, grid, last) {
  rows <- na.omit(rows); edges <- unique(c(seq(grid, last, grid), last)); rows$died <- as.integer(eval(formula[[2]], rows)); x <- model.matrix(formula, rows)[, -1]
  split <- do.call(rbind, lapply(seq_len(nrow(rows)), function(i) { b <- which(edges >= rows$time[i])[1]
    data.frame(row = i, bin = seq_len(b), exposure = pmin(rows$time[i], edges[seq_len(b)]) - c(0, edges)[seq_len(b)], y = c(rep(0, b - 1), rows$died[i])) }))
  split$bin <- factor(split$bin, levels = seq_along(edges)); z <- x[split$row, ]
  with <- tapply(split$y, split$bin, sum); with <- !is.na(with) & with > 0; kept <- with[split$bin] # a bin without an event tells nothing
  split <- droplevels(split[kept, ]); z <- z[kept, ]
  m <- polish(glm(y ~ z + bin - 1 + offset(log(exposure)), poisson(), split, control = control)); v <- vcovAt(m); b <- coef(m)
  null <- glm(y ~ bin - 1 + offset(log(exposure)), poisson(), split, control = control)
  eta <- as.vector(model.matrix(m) %*% b) + log(split$exposure); ll <- sum(dpois(split$y, exp(eta), log = TRUE)); lr <- 2 * (ll - as.numeric(logLik(null)))
  out <- wald(c(terms(colnames(x), factors), paste0('"time=', c("[", rep("(", length(edges) - 1)), c(0, edges[-length(edges)]), ",", edges, ']"')), NA, NA)
  at <- c(rep(TRUE, ncol(x)), with); out[at, -1] <- wald("", b, sqrt(diag(v)))[, -1]
  rows$score <- byBins(x, b[seq_len(ncol(x))]); rows$bin <- edges[sapply(rows$time, function(t) which(edges >= t)[1])]
  pairs <- harrell(survival::concordance(Surv(bin, died) ~ score, rows, reverse = TRUE))
  write(name, rows[setdiff(names(rows), c("died", "score", "bin"))], file, out, c(list(statistic = lr, p_value = pchisq(lr, ncol(x), lower.tail = FALSE), df = ncol(x), log_lik = ll,
    aic = -2 * ll + 2 * length(b)), pairs, list(nobs = nrow(rows), events = sum(rows$died))))
  # Rao's score test of columns whose weight changes with the right edge of the bin.
  own <- terms(colnames(x), factors); labels <- sub("=.*", "", own); t <- edges[as.integer(as.character(split$bin))]; mu <- exp(eta)
  rao <- function(k) { d <- cbind(model.matrix(m), z[, k] * t); u <- crossprod(d, split$y - mu); c(t(u) %*% solve(crossprod(d * sqrt(mu)), u), length(k)) }
  s <- sapply(c(lapply(unique(labels), function(l) which(labels == l)), list(seq_along(labels))), rao)
  write.csv(data.frame(variable = c(unique(labels), "GLOBAL"), group = "", test = "schoenfeld", statistic = full(s[1, ]), df = s[2, ], df2 = "", p_value = full(pchisq(s[1, ], s[2, ], lower.tail = FALSE))),
    file.path("testdata", name, "tests.csv"), row.names = FALSE, quote = FALSE)
}
piecewise("piecewise-lung", lg[c("sex", "age", "karno", "time", "event")], (event == 2) ~ sex + age + karno,
  sub('cox_regression', 'piecewise_exponential', sub(', "ties": "efron"', ', "grid": 128', hazards("efron", lungFeatures, event(1024, 2)))), "sex", 128, 1024)

# Meta-analysis of eight owners, row i of owner (i - 1) mod 8, each fitted alone.
metaCase <- function(name, rows, fit, factors, file) {
  owner <- (seq_len(nrow(rows)) - 1) %% 8
  fits <- lapply(split(rows, owner), fit)
  own <- names(fits[[1]]$b); stopifnot(all(sapply(fits, function(f) identical(names(f$b), own))))
  tables <- lapply(own, function(k) {
    b <- sapply(fits, function(f) f$b[[k]]); e <- sapply(fits, function(f) f$e[[k]])
    fe <- metafor::rma(b, sei = e, method = "FE"); dl <- metafor::rma(b, sei = e, method = "DL"); hk <- metafor::rma(b, sei = e, method = "DL", test = "knha")
    name <- terms(k, factors); p <- predict(dl); t <- predict(hk)
    line <- function(method, m, tau2, low, high) data.frame(term = name, method = method, estimate = m$b[1], std_error = m$se, q = fe$QE, df = length(b) - 1, p_value = fe$QEp,
      i2 = max(0, 100 * (fe$QE - length(b) + 1) / fe$QE), tau2 = tau2, pi_low = low, pi_high = high)
    list(meta = rbind(line("fixed", fe, NA, NA, NA), line("dersimonian_laird", dl, dl$tau2, p$pi.lb, p$pi.ub), line("hartung_knapp", hk, hk$tau2, t$pi.lb, t$pi.ub)), wald = wald(name, dl$b[1], dl$se))
  })
  write(name, rows, file, do.call(rbind, lapply(tables, `[[`, "wald")), list(nobs = nrow(rows), owners = 8))
  m <- do.call(rbind, lapply(tables, `[[`, "meta")); for (n in names(m)) if (is.numeric(m[[n]])) m[[n]] <- full(m[[n]])
  write.csv(m, file.path("testdata", name, "meta.csv"), row.names = FALSE, quote = FALSE)
}
combined <- function(kind) sprintf('{"kind": "%s", "method": "meta"}', kind)
metaCase("meta-birthwt", bw[c("age", "lwt", "smoke", "bwt")], function(d) { s <- coef(summary(lm(bwt ~ age + lwt + smoke, d))); list(b = s[, 1], e = s[, 2]) }, "smoke",
  training(combined("linear_regression"), c(number("age", "discrete", 14, 46), number("lwt", "discrete", 80, 336), levelled("smoke", c("no", "yes"))), number("bwt", "discrete", 0, 8192), circle))
metaCase("meta-quine", q[c("Sex", "Lrn", "Days")], function(d) { m <- polish(glm(Days ~ Sex + Lrn, poisson(), d, control = control)); list(b = coef(m), e = sqrt(diag(vcovAt(m)))) }, c("Sex", "Lrn"),
  training(combined("poisson_regression"), c(levelled("Sex", levels(q$Sex)), levelled("Lrn", levels(q$Lrn))), days, circle))
metaCase("meta-lung", na.omit(lg[c("sex", "age", "time", "event")]), function(d) { m <- survival::coxph(survival::Surv(time, event == 2) ~ sex + age, d, control = survival::coxph.control(eps = 1e-15, iter.max = 60, toler.chol = 1e-14)); list(b = coef(m), e = sqrt(diag(vcov(m)))) }, "sex",
  sub('"cox_regression"', '"cox_regression", "method": "meta"', hazards("efron", lungFeatures[1:2], event(1024, 2))))

# Offsets and case weights.
ins <- transform(as.data.frame(Insurance), District = factor(District), Group = factor(as.character(Group), levels(Group)), Age = factor(as.character(Age), levels(Age)), exposure = log(Holders))
insFeatures <- c(levelled("District", levels(ins$District)), levelled("Group", levels(ins$Group)), levelled("Age", levels(ins$Age)))
role <- function(name, min, max, role) number(name, "continuous", min, max, sprintf(', "role": "%s"', role))
rows <- ins[c("District", "Group", "Age", "exposure", "Claims")]; rows$exposure <- full(rows$exposure)
data <- transform(rows, exposure = as.numeric(exposure)); contrasts <- list(District = "contr.treatment", Group = "contr.treatment", Age = "contr.treatment")
m <- glm(Claims ~ District + Group + Age + offset(exposure), poisson(), data, control = control, contrasts = contrasts)
glmCase("glm-insurance-offset", m, rows, c("District", "Group", "Age"), training(newton("poisson_regression"), c(insFeatures, role("exposure", 0, 10, "offset")), number("Claims", "discrete", 0, 512), circle))
cc <- data.frame(agegp = as.character(esoph$agegp), alcgp = as.character(esoph$alcgp), ill = rep(c("no", "yes"), each = nrow(esoph)), count = c(esoph$ncontrols, esoph$ncases))
cc <- cc[cc$count > 0, ]
m <- glm(factor(ill) ~ factor(agegp) + factor(alcgp), binomial(), cc, weights = count, control = control)
names <- terms(sub("^factor\\((.*)\\)", "\\1", names(coef(m))), c("agegp", "alcgp")); m <- polish(m)
write("glm-esoph-weights", cc, training(newton("logistic_regression"), c(levelled("agegp", levels(factor(cc$agegp))), levelled("alcgp", levels(factor(cc$alcgp))), role("count", 0, 64, "weight")), levelled("ill", c("no", "yes")), circle),
  wald(names, coef(m), sqrt(diag(vcovAt(m)))), glmFit(m))

# Firth's penalty: the root of the modified score (D. Firth, Biometrika 80, 1993), with Fisher's information at it. In mtcars the
# number of gears separates the transmissions.
firth <- function(name, formula, rows, factors, features, target) {
  x <- model.matrix(formula, rows); y <- as.integer(model.response(model.frame(formula, rows))) - 1
  fisher <- function(p) crossprod(x * sqrt(p * (1 - p)))
  gradient <- function(b) { p <- plogis(as.vector(x %*% b)); h <- rowSums((x %*% solve(fisher(p))) * x) * p * (1 - p); colSums(x * (y - p + h * (0.5 - p))) }
  b <- maximise(rep(0, ncol(x)), gradient)$b; p <- plogis(as.vector(x %*% b)); ll <- sum(dbinom(y, 1, p, log = TRUE)); k <- length(b); n <- length(y)
  stopifnot(max(abs(gradient(b))) < 1e-9)
  write(name, rows, training('{"kind": "logistic_regression", "weights": "shared"}', features, target, '\n  "circle": true,\n  "inference": {"firth": true},'),
    wald(terms(colnames(x), factors), b, sqrt(diag(solve(fisher(p))))), list(log_lik = ll, aic = -2 * ll + 2 * k, bic = -2 * ll + log(n) * k, deviance = -2 * ll,
      null_deviance = -2 * sum(log(table(y)[y + 1] / n)), df_residual = n - k, nobs = n))
}
firth("firth-infert", case ~ age + parity + induced + spontaneous, transform(inf, case = factor(case)), c(), c(number("age", "discrete", 16, 48), number("parity", "discrete", 0, 8),
  number("induced", "discrete", 0, 2), number("spontaneous", "discrete", 0, 2)), levelled("case", c("no", "yes")))
cars <- transform(mtcars, gear = factor(gear), am = factor(c("automatic", "manual")[am + 1]))[c("gear", "cyl", "am")]
firth("firth-mtcars", am ~ gear + cyl, cars, "gear", c(levelled("gear", 3:5), number("cyl", "discrete", 4, 8)), levelled("am", c("automatic", "manual")))

# An offset in a formula.
rows <- transform(Insurance, District = factor(District), Group = factor(as.character(Group), levels(Group)), Age = factor(as.character(Age), levels(Age)))
m <- polish(glm(Claims ~ District + Group + Age + offset(log(Holders)), poisson(), rows, control = control))
glmCase("glm-insurance-formula", m, rows, c("District", "Group", "Age"), training(newton("poisson_regression"), c(insFeatures, number("Holders", "discrete", 1, 4096)), number("Claims", "discrete", 0, 512),
  paste0(circle, '\n  "formula": "Claims ~ District + Group + Age + offset(log(Holders))",')))

# Cox's regression with a formula.
cox("cox-lung-formula", lg[c("sex", "age", "karno", "time", "event")], Surv(time, event == 2) ~ sex * age + I(karno^2), "efron",
  sub('"survival"', '"formula": "Surv(time, event == 2) ~ sex*age + I(karno^2)",\n  "survival"', hazards("efron", c(levelled("sex", levels(lg$sex)), number("age", "discrete", 30, 94),
    number("karno", "discrete", 0, 128)), event(1024, 2))), "sex")

# Linear combinations of coefficients, which the training file of a case asks for: estimates, errors and their exponentials, if those
# are ratios. outcome is the column of models with several.
contrasts <- function(name, b, v, weights, outcome = NULL, df = Inf, ratio = TRUE) {
  k <- t(sapply(weights, function(w) { stopifnot(names(w) %in% names(b)); replace(0 * b, names(w), w) }))
  e <- (k %*% b)[, 1]; s <- sqrt(diag(k %*% v %*% t(k))); w <- wald(names(weights), e, s, df)
  w <- cbind(w, ratio = exp(w$estimate), ratio_low = exp(w$conf_low), ratio_high = exp(w$conf_high))
  if (!ratio) w[c("ratio", "ratio_low", "ratio_high")] <- NA_real_
  if (!is.null(outcome)) w <- cbind(outcome = outcome, w)
  for (n in names(w)) if (is.numeric(w[[n]])) w[[n]] <- full(w[[n]])
  write.csv(w, file.path("testdata", name, "contrasts.csv"), row.names = FALSE, quote = FALSE)
  file <- file.path("testdata", name, "model.json"); text <- readLines(file)
  at <- grep("\"features\"", text)[1]
  writeLines(append(text, sprintf('  "inference": {"contrasts": [%s]},', paste0('"', unique(names(weights)), '"', collapse = ", ")), at - 1), file)
}
m <- polish(glm(low ~ age + lwt + race + smoke + ht + ui, binomial(), bw, control = control))
contrasts("glm-birthwt", coef(m), vcovAt(m), list("race=black - race=other" = c(raceblack = 1, raceother = -1), "smoke=yes + ht=yes" = c(smokeyes = 1, htyes = 1), "10*age" = c(age = 10),
  "race=white - (race=black + race=other)/2" = c(raceblack = -0.5, raceother = -0.5)))
m <- lm(bwt ~ age + lwt + race + smoke + ht + ui, bw)
contrasts("lm-birthwt", coef(m), vcov(m), list("race=black - race=other" = c(raceblack = 1, raceother = -1)), df = df.residual(m), ratio = FALSE)
m <- polish(glm(breaks ~ wool + tension, Gamma("log"), wb, control = control))
contrasts("gamma-warpbreaks-log", coef(m), vcovAt(m), list("tension=M - tension=H" = c(tensionM = 1, tensionH = -1)), df = df.residual(m))
x <- model.matrix(~ Infl + Type + Cont, house); y <- as.integer(house$Sat)
f <- maximise(rep(0, 2 * ncol(x)), function(b) as.vector(t(x) %*% ((outer(y, 1:3, "==") - softmax(b))[, 2:3])))
b <- setNames(f$b, paste0(rep(levels(house$Sat)[2:3], each = ncol(x)), ":", terms(colnames(x), c("Infl", "Type", "Cont"))))
contrasts("multinom-housing", b, f$v, list("Infl=High - Infl=Medium" = c("Medium:Infl=High" = 1, "Medium:Infl=Medium" = -1), "Infl=High - Infl=Medium" = c("High:Infl=High" = 1, "High:Infl=Medium" = -1),
  "High:Infl=High - Medium:Infl=High" = c("High:Infl=High" = 1, "Medium:Infl=High" = -1)), outcome = c(levels(house$Sat)[2:3], ""))

# Average marginal effects: means over rows of the derivatives of predictions by numbers, and of their differences between levels. Derivatives
# of the columns of a model are differences of fourth order, exact for the polynomials here, and so are those by the coefficients.
stencil <- function(f, x, h) (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h)
effects <- function(name, formula, rows, factors, b, v, predict, slope, levels = NULL, weights = rep(1, nrow(rows)), variables = all.vars(formula), h = 1, labels = NULL) {
  # predict(x, b) has a column for each outcome; slope(x, dx, b) are the derivatives where those of the columns x are dx.
  columns <- function(rows) model.matrix(formula, rows)
  average <- function(p) colSums(as.matrix(p) * weights) / sum(weights)
  at <- function(b) do.call(rbind, lapply(variables, function(n) {
    if (n %in% factors) do.call(rbind, lapply(base::levels(rows[[n]])[-1], function(l) {
      set <- function(l) { r <- rows; r[[n]] <- factor(rep(l, nrow(r)), base::levels(rows[[n]])); columns(r) }
      average(predict(set(l), b)) - average(predict(set(base::levels(rows[[n]])[1]), b))
    })) else average(slope(columns(rows), stencil(function(x) { r <- rows; r[[n]] <- x; columns(r) }, rows[[n]], h), b))
  }))
  if (is.null(labels)) labels <- unlist(lapply(variables, function(n) if (n %in% factors) paste0(n, "=", base::levels(rows[[n]])[-1]) else n))
  jacobian <- sapply(seq_along(b), function(j) stencil(function(x) as.vector(t(at(replace(b, j, x)))), b[j], 5e-4 * sqrt(v[j, j])))
  out <- data.frame(term = rep(quoted(labels), each = max(1, length(levels))), estimate = full(as.vector(t(at(b)))), std_error = full(sqrt(rowSums((jacobian %*% v) * jacobian))))
  if (!is.null(levels)) out <- cbind(outcome = levels, out)
  write.csv(out, file.path("testdata", name, "effects.csv"), row.names = FALSE, quote = FALSE)
  file <- file.path("testdata", name, "model.json"); text <- readLines(file)
  if (any(grepl("\"inference\"", text))) text <- sub('"inference": {', '"inference": {"effects": true, ', text, fixed = TRUE)
  else text <- append(text, '  "inference": {"effects": true},', grep("\"features\"", text)[1] - 1)
  writeLines(text, file)
}
glmEffects <- function(name, m, rows, factors, formula, ...) effects(name, formula, rows, factors, coef(m), vcovAt(m),
  function(x, b) m$family$linkinv(as.vector(x %*% b)), function(x, dx, b) m$family$mu.eta(as.vector(x %*% b)) * as.vector(dx %*% b), ...)
whole <- transform(bw, race = factor(race), smoke = factor(smoke), ht = factor(ht), ui = factor(ui))
for (link in c("logit", "probit", "cloglog")) {
  m <- polish(glm(low ~ age + lwt + race + smoke + ht + ui, binomial(link), whole, control = control))
  glmEffects(paste0("glm-birthwt", if (link != "logit") paste0("-", link)), m, whole, bwFactors, ~ age + lwt + race + smoke + ht + ui)
}
m <- nb(Days ~ Eth + Sex + Age + Lrn, q)
glmEffects("nb-quine", m, q, qFactors, ~ Eth + Sex + Age + Lrn)
m <- polish(glm(breaks ~ wool + tension, Gamma("inverse"), wb, control = control))
glmEffects("gamma-warpbreaks-inverse", m, wb, c("wool", "tension"), ~ wool + tension)
x <- model.matrix(~ Infl + Type + Cont, house); y <- as.integer(house$Sat)
f <- maximise(rep(0, 2 * ncol(x)), function(b) as.vector(t(x) %*% ((outer(y, 1:3, "==") - softmax(b))[, 2:3])))
effects("multinom-housing", ~ Infl + Type + Cont, house, c("Infl", "Type", "Cont"), f$b, f$v, function(x, b) { e <- exp(cbind(0, x %*% matrix(b, ncol(x)))); e / rowSums(e) }, NULL, levels(house$Sat))
m <- polr(Sat ~ Infl + Type + Cont, data = house, Hess = TRUE); f <- maximise(c(m$zeta, coef(m)), polrGradient)
effects("polr-housing", ~ Infl + Type + Cont, house, c("Infl", "Type", "Cont"), f$b, f$v, function(x, b) {
  eta <- as.vector(x[, -1] %*% b[-(1:2)]); a <- cbind(0, plogis(b[1] - eta), plogis(b[2] - eta), 1); a[, 2:4] - a[, 1:3] }, NULL, levels(house$Sat))
# Products and powers, an offset and weights: the variables are columns of their own too.
rows <- transform(infert, case = factor(c("no", "yes")[case + 1]), education = factor(as.character(education), levels = levels(education)), share = rep_len(c(1, 2, 4), nrow(infert)))[c("case", "age", "parity", "education", "spontaneous", "share")]
m <- polish(glm(case ~ age * spontaneous + I(spontaneous^2) + parity + education + education:parity, binomial(), rows, weights = share, control = control))
formula <- ~ age * spontaneous + I(spontaneous^2) + parity + education + education:parity
glmCase("glm-infert-effects", m, rows, "education", training(newton("logistic_regression"), c(number("age", "discrete", 16, 48), number("parity", "discrete", 0, 8), levelled("education", levels(rows$education)),
  number("spontaneous", "discrete", 0, 2), role("share", 0, 4, "weight")), levelled("case", c("no", "yes")), paste0(circle, '\n  "formula": "case ~ age * spontaneous + I(spontaneous^2) + parity + education + education:parity",')))
glmEffects("glm-infert-effects", m, rows, "education", formula, weights = rows$share, variables = c("age", "spontaneous", "parity", "education"))

# Variables that stand in functions alone: rows tell them through the columns of these functions. Of functions of levels the effects are those
# of the levels: they are factors with the same levels here.
suppressMessages(library(splines))
rows <- transform(bw, height = 150 + (seq_len(nrow(bw)) * 7) %% 41)[c("low", "age", "lwt", "smoke", "ptl", "height")]; rows$smoke <- factor(rows$smoke)
formula <- ~ ns(age, knots = 23, Boundary.knots = c(14, 46)) * smoke + log(lwt) + ptl
m <- polish(glm(update(formula, low ~ .), binomial(), rows, control = control))
shorter <- function(names) gsub("(, | )", ",", gsub(" = ", "=", gsub(", Boundary.knots = c\\([0-9, ]*\\)", "", names)))
spelt <- function(m) { names(m$coefficients) <- gsub(",knots", ", knots", shorter(names(coef(m)))); m }
written <- "low ~ ns(age, knots=23)*smoke + log(lwt) + ptl"
glmFunctions <- function(name, m, rows, factors, formula, variables, features, text, more = "", labels = NULL, h = 1e-3) {
  n <- spelt(m)
  write(name, rows[c("low", variables)], training(newton("logistic_regression", more), features, low, paste0(circle, '\n  "formula": "', text, '",')), wald(terms(names(coef(n)), factors), coef(n), sqrt(diag(vcovAt(m)))), glmFit(m))
  glmEffects(name, m, rows, factors, formula, variables = variables, h = h, labels = labels)
}
glmFunctions("glm-birthwt-functions", m, rows, "smoke", formula, c("age", "smoke", "lwt", "ptl"),
  c(number("age", "discrete", 14, 46), number("lwt", "discrete", 80, 336), levelled("smoke", c("no", "yes")), number("ptl", "discrete", 0, 4)), written)
# Cuts and whole numbers as levels, beside roots and powers.
rows <- transform(rows, band = cut(age, c(10, 20, 25, 50), c("(10,20]", "(20,25]", "(25,50]")), early = factor(pmin(ptl, 2)))
rows$ptl <- pmin(rows$ptl, 2)
formula <- ~ band + early + smoke + bs(lwt, knots = 130, Boundary.knots = c(80, 256)) + I(100 / height) + band:smoke
m <- polish(glm(update(formula, low ~ .), binomial(), rows, control = control))
text <- "low ~ cut(age,c(10,20,25,50)) + factor(ptl) + smoke + bs(lwt, knots=130) + I(100/height) + cut(age,c(10,20,25,50)):smoke"
called <- function(names) gsub(",knots", ", knots", shorter(gsub("early=", "factor(ptl)=", gsub("band=", "cut(age, c(10, 20, 25, 50))=", names, fixed = TRUE), fixed = TRUE)))
file <- training(newton("logistic_regression"), c(number("age", "discrete", 12, 46), number("lwt", "discrete", 80, 256), levelled("smoke", c("no", "yes")), number("ptl", "discrete", 0, 2), number("height", "discrete", 140, 200)),
  low, paste0(circle, '\n  "formula": "', text, '",'))
write("glm-birthwt-cuts", rows[c("low", "age", "lwt", "smoke", "ptl", "height")], file, wald(called(terms(names(coef(m)), c("band", "early", "smoke"))), coef(m), sqrt(diag(vcovAt(m)))), glmFit(m))
glmEffects("glm-birthwt-cuts", m, rows, c("band", "early", "smoke"), formula, variables = c("band", "early", "smoke", "lwt", "height"), h = 1e-3,
  labels = called(c("band=(20,25]", "band=(25,50]", "early=1", "early=2", "smoke=yes", "lwt", "height")))

# Tests of terms of type II and inflation of variances. Those of least squares are comparisons of models by their sums of squares;
# those of others Wald's. Inflation is that of J. Fox and G. Monette, from the covariances.
termTables <- function(name, m, v = vcov(m), f = NULL) {
  dir <- file.path("testdata", name); labels <- attr(terms.formula(formula(m)), "term.labels"); b <- coef(m)
  if (is.null(f)) { assign <- attr(model.matrix(m), "assign") } else assign <- f
  own <- lapply(seq_along(labels), function(i) which(assign == i))
  parts <- strsplit(labels, ":"); within <- function(i, k) length(parts[[i]]) < length(parts[[k]]) && all(parts[[i]] %in% parts[[k]])
  w <- function(k) if (length(k)) as.vector(b[k] %*% solve(v[k, k], b[k])) else 0
  least <- inherits(m, "lm") && !inherits(m, "glm")
  out <- do.call(rbind, lapply(seq_along(labels), function(i) {
    above <- unlist(own[sapply(seq_along(labels), function(k) within(i, k))]); df <- length(own[[i]])
    if (least) { # the model without the term and those above it, with and without the term
      without <- function(drop) lm(reformulate(c("1", labels[!seq_along(labels) %in% drop]), response = formula(m)[[2]]), model.frame(m))
      upper <- which(sapply(seq_along(labels), function(k) within(i, k)))
      f <- (deviance(without(c(i, upper))) - deviance(without(upper))) / df / (deviance(m) / df.residual(m))
      data.frame(variable = labels[i], group = "", test = "type_2", statistic = f, df = df, df2 = df.residual(m), p_value = pf(f, df, df.residual(m), lower.tail = FALSE))
    } else { s <- w(c(own[[i]], above)) - w(above); data.frame(variable = labels[i], group = "", test = "type_2", statistic = s, df = df, df2 = "", p_value = pchisq(s, df, lower.tail = FALSE)) }
  }))
  r <- cov2cor(v[assign > 0, assign > 0]); at <- lapply(own, function(k) k - sum(assign == 0))
  inflation <- do.call(rbind, lapply(seq_along(labels), function(i) { k <- at[[i]]; g <- det(r[k, k, drop = FALSE]) * det(r[-k, -k, drop = FALSE]) / det(r)
    data.frame(term = labels[i], vif = g, df = length(k), scaled = g^(1 / (2 * length(k)))) }))
  put <- function(x, file) { for (n in names(x)) if (is.numeric(x[[n]])) x[[n]] <- full(x[[n]]); write.csv(x, file.path(dir, file), row.names = FALSE, quote = FALSE) }
  put(out, "tests.csv"); if (length(labels) > 1) put(inflation, "vif.csv")
}
termTables("lm-birthwt", lm(bwt ~ age + lwt + race + smoke + ht + ui, bw))
m <- polish(glm(low ~ age + lwt + race + smoke + ht + ui, binomial(), bw, control = control))
termTables("glm-birthwt", m, vcovAt(m))
# Those of models of levels, from the estimates and covariances of maximise: a term has the estimates of all outcomes.
levelTerms <- function(name, b, v, own) {
  out <- do.call(rbind, lapply(names(own), function(n) { k <- own[[n]]; s <- as.vector(b[k] %*% solve(v[k, k], b[k]))
    data.frame(variable = n, group = "", test = "type_2", statistic = full(s), df = length(k), df2 = "", p_value = full(pchisq(s, length(k), lower.tail = FALSE))) }))
  write.csv(out, file.path("testdata", name, "tests.csv"), row.names = FALSE, quote = FALSE)
}
x <- model.matrix(~ Infl + Type + Cont, house); y <- as.integer(house$Sat); assigned <- attr(x, "assign")
f <- maximise(rep(0, 2 * ncol(x)), function(b) as.vector(t(x) %*% ((outer(y, 1:3, "==") - softmax(b))[, 2:3])))
levelTerms("multinom-housing", f$b, f$v, lapply(c(Infl = 1, Type = 2, Cont = 3), function(i) which(rep(assigned, 2) == i)))
m <- polr(Sat ~ Infl + Type + Cont, data = house, Hess = TRUE); f <- maximise(c(m$zeta, coef(m)), polrGradient)
levelTerms("polr-housing", f$b, f$v, lapply(c(Infl = 1, Type = 2, Cont = 3), function(i) which(c(0, 0, assigned[-1]) == i)))
tooth <- ToothGrowth
m <- lm(len ~ supp * dose + I(dose^2), tooth); s <- summary(m); ci <- confint(m)
write("lm-tooth-formula", tooth, training('{"kind": "linear_regression"}', c(levelled("supp", c("OJ", "VC")), number("dose", "continuous", 0, 2, ', "step": 0.5')),
  number("len", "continuous", 0, 51.2, ', "step": 0.1'), '\n  "formula": "len ~ supp*dose + I(dose^2)",'),
  data.frame(term = terms(names(coef(m)), "supp"), estimate = coef(m), std_error = s$coef[, 2], statistic = s$coef[, 3], p_value = s$coef[, 4], conf_low = ci[, 1], conf_high = ci[, 2]),
  list(r_squared = s$r.squared, adj_r_squared = s$adj.r.squared, sigma = s$sigma, statistic = s$fstatistic[[1]],
    p_value = pf(s$fstatistic[[1]], s$fstatistic[[2]], s$fstatistic[[3]], lower.tail = FALSE), df = s$fstatistic[[2]], log_lik = logLik(m), aic = AIC(m), bic = BIC(m),
    deviance = deviance(m), null_deviance = sum((tooth$len - mean(tooth$len))^2), df_residual = df.residual(m), nobs = nobs(m)))
termTables("lm-tooth-formula", m)

# Comparisons of nested models on the rows of a case, in modelowner/tables/testdata: those without some of its columns, or with constants alone.
compared <- function(name, label, statistic, df, df2 = NA) {
  p <- if (is.na(df2)) pchisq(statistic, df, lower.tail = FALSE) else pf(statistic, df, df2, lower.tail = FALSE)
  file <- file.path("..", "..", "..", "modelowner", "tables", "testdata", "nested.csv")
  row <- data.frame(case = name, left_out = label, test = if (is.na(df2)) "likelihood_ratio" else "partial", statistic = full(statistic), df = df, df2 = full(df2), p_value = full(p))
  write.table(row, file, sep = ",", row.names = FALSE, quote = FALSE, col.names = !file.exists(file), append = file.exists(file))
}
unlink(file.path("..", "..", "..", "modelowner", "tables", "testdata", "nested.csv"))
m <- lm(bwt ~ age + lwt + race + smoke + ht + ui, bw); a <- anova(lm(bwt ~ age + lwt + smoke + ht, bw), m)
compared("lm-birthwt", "race ui", a$F[2], a$Df[2], a$Res.Df[2])
compared("lm-birthwt", "", summary(m)$fstatistic[[1]], 7, df.residual(m))
compared("lm-birthwt-newton", "race ui", a$F[2], a$Df[2], a$Res.Df[2])
against <- function(name, label, small, m) compared(name, label, 2 * as.vector(logLik(m) - logLik(small)), attr(logLik(m), "df") - attr(logLik(small), "df"))
m <- glm(low ~ age + lwt + race + smoke + ht + ui, binomial(), bw, control = control)
against("glm-birthwt", "race ui", update(m, . ~ . - race - ui), m)
against("glm-birthwt", "", update(m, . ~ 1), m)
m <- glm(Claims ~ District + Group + Age + offset(exposure), poisson(), data, control = control)
against("glm-insurance-offset", "District", update(m, . ~ . - District), m)
m <- glm(breaks ~ wool + tension, Gamma("log"), wb, control = control); small <- update(m, . ~ . - tension)
compared("gamma-warpbreaks-log", "tension", (deviance(small) - deviance(m)) / 2 / summary(m)$dispersion, 2, df.residual(m))
m <- nb(Days ~ Eth + Sex + Age + Lrn, q); small <- nb(Days ~ Eth + Age, q)
ll <- function(m) sum(dnbinom(m$y, mu = fitted(m), size = m$theta, log = TRUE))
compared("nb-quine", "Sex Lrn", 2 * (ll(m) - ll(small)), 2)
vt$owner <- (seq_len(nrow(vt)) - 1) %% 5
m <- coxph(Surv(time, event == "died") ~ cell + trt + karno + diagtime + age + prior + strata(owner), vt, ties = "breslow"); small <- update(m, . ~ . - cell - prior)
compared("cox-veteran", "cell prior", 2 * (m$loglik[2] - small$loglik[2]), 4)
compared("cox-veteran", "", 2 * diff(m$loglik), length(coef(m)))
x <- model.matrix(~ Infl + Type + Cont, house); y <- as.integer(house$Sat); multinomial <- function(x) {
  p <- function(b) { e <- exp(cbind(0, x %*% matrix(b, ncol(x)))); e / rowSums(e) }
  sum(log(p(maximise(rep(0, 2 * ncol(x)), function(b) as.vector(t(x) %*% ((outer(y, 1:3, "==") - p(b))[, 2:3])))$b)[cbind(seq_along(y), y)]))
}
compared("multinom-housing", "Type", 2 * (multinomial(x) - multinomial(model.matrix(~ Infl + Cont, house))), 6)
m <- polr(Sat ~ Infl + Type + Cont, data = house, control = list(reltol = 1e-16, maxit = 1000)); small <- polr(Sat ~ Infl + Cont, data = house, control = list(reltol = 1e-16, maxit = 1000))
compared("polr-housing", "Type", deviance(small) - deviance(m), 3)
compared("polr-housing", "", -2 * sum(log(table(house$Sat)[house$Sat] / nrow(house))) - deviance(m), 6)

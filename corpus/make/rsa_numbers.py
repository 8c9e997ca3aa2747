"""RSA numbers with a flaw."""
import random


def cube_root_up(number):
    """The least integer whose cube is not below `number`."""
    low, high = 0, 1 << (number.bit_length() // 3 + 2)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if middle ** 3 < number else (low, middle)
    return low


def first_primes(count):
    primes = []
    candidate = 2
    while len(primes) < count:
        if all(candidate % prime for prime in primes):
            primes.append(candidate)
        candidate += 1
    return primes


def is_prime(number, seed):
    """Miller and Rabin."""
    if any(number % prime == 0 for prime in first_primes(60)):
        return False
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(24):
        x = pow(seed.randrange(2, number - 1), odd, number)
        if x in (1, number - 1):
            continue
        if not any((x := x * x % number) == number - 1 for _ in range(twos - 1)):
            return False
    return True


def roca_key(bits=2048):
    """Modulus and private exponent as the library of CVE-2017-15361 made them: primes k * M + (65537^a mod M), where M
    is the product of the first primes."""
    seed = random.Random(15361)
    product = 1
    for prime in first_primes(126):
        product *= prime

    def prime():
        while True:
            number = seed.randrange(1 << (bits // 2 - 1 - product.bit_length()), (1 << (bits // 2 - product.bit_length()) + 1))
            candidate = number * product + pow(65537, seed.randrange(1 << 250), product)
            if candidate.bit_length() == bits // 2 and candidate >> (bits // 2 - 2) == 3 and candidate % 65537 != 1 \
                    and is_prime(candidate, seed):
                return candidate

    p, q = prime(), prime()
    return p * q, pow(65537, -1, (p - 1) * (q - 1))

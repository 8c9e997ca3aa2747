// Signs with Ed25519 and Ed448 as RFC 8419 says: OpenSSL 3.0 cannot, Bouncy Castle can.
//   java -cp bcprov.jar:bcpkix.jar:bcutil.jar EdDsa.java ALGORITHM KEY CERT[,CERT...] CONTENT OUT TIME detached|opaque
import java.io.*;
import java.nio.file.*;
import java.security.*;
import java.security.cert.*;
import java.time.Instant;
import java.util.*;
import org.bouncycastle.asn1.*;
import org.bouncycastle.asn1.cms.*;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.jcajce.*;
import org.bouncycastle.cms.*;
import org.bouncycastle.cms.jcajce.*;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.jcajce.*;

class EdDsa {
  public static void main(String[] in) throws Exception {
    Security.addProvider(new BouncyCastleProvider());
    PrivateKeyInfo info = (PrivateKeyInfo) new PEMParser(new FileReader(in[1])).readObject();
    PrivateKey key = new JcaPEMKeyConverter().setProvider("BC").getPrivateKey(info);
    List<X509Certificate> chain = new ArrayList<>();
    for (String file : in[2].split(",")) {
      try (InputStream stream = new FileInputStream(file)) {
        chain.add((X509Certificate) CertificateFactory.getInstance("X.509", "BC").generateCertificate(stream));
      }
    }
    ASN1EncodableVector attributes = new ASN1EncodableVector();
    attributes.add(new Attribute(CMSAttributes.signingTime, new DERSet(new Time(Date.from(Instant.parse(in[5]))))));
    JcaSignerInfoGeneratorBuilder builder =
        new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().setProvider("BC").build());
    builder.setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(new AttributeTable(attributes)));
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addSignerInfoGenerator(
        builder.build(new JcaContentSignerBuilder(in[0]).setProvider("BC").build(key), chain.get(0)));
    generator.addCertificates(new JcaCertStore(chain));
    CMSTypedData content = new CMSProcessableByteArray(Files.readAllBytes(Path.of(in[3])));
    CMSSignedData signed = generator.generate(content, in[6].equals("opaque"));
    Files.write(Path.of(in[4]), signed.toASN1Structure().getEncoded("DER"));
  }
}
